import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { setOf } from '../values/convert.ts';
import { STRING } from '../values/type.ts';
import { boolOf, stringOf } from '../values/value.ts';
import { fromUtf8, toBase64 } from './bytes.ts';
import { define, text } from './define.ts';
import { matchGlob } from './glob.ts';
import type { Host, HostFiles } from './host.ts';
import { baseName, directoryName, joinPath } from './paths.ts';

/** Functions of the file system; where there is none, they say so. */
export function fileFunctions({ files }: Host): Readonly<Record<string, HclFunction>> {
  const disk = () => files ?? refuse();
  return {
    abspath: define([text('path')], (args) =>
      stringOf(joinPath(disk().workingDirectory, args.text(0))),
    ),
    basename: define([text('path')], (args) => stringOf(baseName(disk() && args.text(0)))),
    dirname: define([text('path')], (args) => stringOf(directoryName(disk() && args.text(0)))),
    file: define([text('path')], (args) => {
      const content = fromUtf8(read(disk(), args.text(0)));
      if (content === undefined)
        throw new FunctionFault('the file is no UTF-8 text; use filebase64', 0);
      return stringOf(content);
    }),
    filebase64: define([text('path')], (args) => stringOf(toBase64(read(disk(), args.text(0))))),
    fileexists: define([text('path')], (args) => boolOf(disk().exists(args.text(0)))),
    fileset: define([text('path'), text('pattern')], (args) => {
      const found = disk()
        .list(args.text(0))
        .filter((path) => matchGlob(args.text(1), path));
      return setOf(STRING, found.map(stringOf));
    }),
    pathexpand: define([text('path')], (args) =>
      stringOf(args.text(0).replace(/^~(?=\/|$)/, disk().homeDirectory)),
    ),
  };
}

function refuse(): never {
  throw new FunctionFault('files cannot be read here');
}

function read(files: HostFiles, path: string): Uint8Array {
  const content = files.read(path);
  if (content === undefined)
    throw new FunctionFault(`there is no file ${path} that can be read`, 0);
  return content;
}
