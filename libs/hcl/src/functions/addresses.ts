import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { NUMBER, STRING } from '../values/type.ts';
import { listOf, stringOf } from '../values/value.ts';
import { type Arguments, define, number, ofType, text, variadic } from './define.ts';
import { formatAddress, type Network, parseNetwork } from './network.ts';

/** Functions of address ranges such as 10.0.0.0/8 and fd00::/64. */
export const addressFunctions: Readonly<Record<string, HclFunction>> = {
  cidrhost: define([text('prefix'), number('hostnum')], (args) => {
    const network = networkOf(args);
    const hostNumber = BigInt(args.integer(1));
    const capacity = 1n << BigInt(network.bits - network.prefixLength);
    const offset = hostNumber < 0n ? capacity + hostNumber : hostNumber;
    if (offset < 0n || offset >= capacity)
      throw new FunctionFault(
        `a prefix of ${network.prefixLength} has no host number ${hostNumber}`,
      );
    return stringOf(formatAddress(network.address + offset, network.bits));
  }),
  cidrnetmask: define([text('prefix')], (args) => {
    const { bits, prefixLength } = networkOf(args);
    const mask = ((1n << BigInt(prefixLength)) - 1n) << BigInt(bits - prefixLength);
    return stringOf(formatAddress(mask, bits));
  }),
  cidrsubnet: define([text('prefix'), number('newbits'), number('netnum')], (args) =>
    stringOf(subnet(networkOf(args), args.integer(1), BigInt(args.integer(2)))),
  ),
  cidrsubnets: variadic([ofType('prefix', STRING)], ofType('newbits', NUMBER), (args) =>
    listOf(STRING, subnets(args).map(stringOf)),
  ),
};

function networkOf(args: Arguments): Network {
  const network = parseNetwork(args.text(0));
  if (network === undefined)
    throw new FunctionFault(`${JSON.stringify(args.text(0))} is no range like 10.0.0.0/8`, 0);
  return network;
}

function subnet({ address, bits, prefixLength }: Network, newBits: number, index: bigint): string {
  const length = prefixLength + newBits;
  if (newBits < 0 || length > bits)
    throw new FunctionFault(`a prefix of ${prefixLength} cannot be extended by ${newBits}`, 1);
  if (index < 0n || index >= 1n << BigInt(newBits))
    throw new FunctionFault(`${newBits} bits have no number ${index}`, 2);
  return `${formatAddress(address + (index << BigInt(bits - length)), bits)}/${length}`;
}

/** Ranges one after another, each aligned to its own size. */
function subnets(args: Arguments): string[] {
  const network = networkOf(args);
  const end = network.address + (1n << BigInt(network.bits - network.prefixLength));
  let next = network.address;
  return args.from(1).map((_, index) => {
    const length = network.prefixLength + args.integer(index + 1);
    if (length <= network.prefixLength || length > network.bits)
      throw new FunctionFault('the prefix cannot be extended by this', index + 1);
    const size = 1n << BigInt(network.bits - length);
    const start = ((next + size - 1n) / size) * size;
    next = start + size;
    if (next > end) throw new FunctionFault('the range has no room for this one', index + 1);
    return `${formatAddress(start, network.bits)}/${length}`;
  });
}
