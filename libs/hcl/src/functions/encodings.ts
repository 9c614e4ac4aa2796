import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { stringOf } from '../values/value.ts';
import { fromBase64, fromUtf8, toBase64, utf8 } from './bytes.ts';
import { decodeCsv } from './csv.ts';
import { anyOrNull, define, text } from './define.ts';
import { decodeJson, encodeJson } from './json.ts';
import { decodeYaml } from './yaml-decode.ts';
import { encodeYaml } from './yaml-encode.ts';

export const encodingFunctions: Readonly<Record<string, HclFunction>> = {
  base64decode: define([text('str')], (args) => {
    const decoded = fromUtf8(fromBase64(args.text(0)));
    if (decoded === undefined) throw new FunctionFault('the decoded bytes are no UTF-8 text', 0);
    return stringOf(decoded);
  }),
  base64encode: define([text('str')], (args) => stringOf(toBase64(utf8(args.text(0))))),
  csvdecode: define([text('str')], (args) => decodeCsv(args.text(0))),
  jsondecode: define([text('str')], (args) => decodeJson(args.text(0))),
  jsonencode: define([anyOrNull('val')], (args) => stringOf(encodeJson(args.at(0)))),
  urlencode: define([text('str')], (args) => stringOf(encodeQuery(args.text(0)))),
  yamldecode: define([text('src')], (args) => decodeYaml(args.text(0))),
  yamlencode: define([anyOrNull('value')], (args) => stringOf(encodeYaml(args.at(0)))),
};

/** As in a query string: a blank becomes "+", and of punctuation only -_.~ stays. */
function encodeQuery(value: string): string {
  return encodeURIComponent(value.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
