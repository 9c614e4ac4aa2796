import { expect, test } from '@jest/globals';
import { allocationAddresses } from './group-ports.ts';

const options = { bold: (text: string): string => text };

test.each([
  {
    title: 'a port that is not mapped: the API leaves out what is zero',
    port: { Label: 'http', Value: 25_835, HostIP: '127.0.0.1' },
    shows: '*http  yes      127.0.0.1:25835',
  },
  {
    title: 'a port that is mapped into the task',
    port: { Label: 'http', Value: 25_835, To: 8080, HostIP: '127.0.0.1' },
    shows: '*http  yes      127.0.0.1:25835 -> 8080',
  },
])('$title', ({ port, shows }) => {
  expect(allocationAddresses({ Ports: [port], Networks: null }, options)).toBe(
    `Allocation Addresses:\nLabel  Dynamic  Address\n${shows}`,
  );
});
