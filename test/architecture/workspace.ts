import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { z } from 'zod';

export const ROOT = join(import.meta.dirname, '../..');

/** Folders that no person writes in. */
const GENERATED = new Set(['node_modules', 'dist', 'coverage', '.git', '.nx', '.cache']);

const Manifest = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  nx: z.object({ tags: z.array(z.string()).length(1) }),
});

const TypeScriptConfig = z.object({
  references: z.array(z.object({ path: z.string() })).default([]),
});

export interface Project {
  /** From the root, such as `libs/domain`. */
  readonly dir: string;
  readonly name: string;
  readonly layer: string;
  /** Names of the packages that package.json says it depends on. */
  readonly declared: ReadonlySet<string>;
  /** Folders of the projects that tsconfig.json refers to. */
  readonly references: readonly string[];
}

/** All apps and libraries, by folder name. */
export const readProjects = (): readonly Project[] =>
  ['apps', 'libs'].flatMap((parent) =>
    readdirSync(join(ROOT, parent))
      .toSorted()
      .map((name) => readProject(join(parent, name))),
  );

function readProject(dir: string): Project {
  const manifest = Manifest.parse(readJson(join(dir, 'package.json')));
  const config = TypeScriptConfig.parse(readJson(join(dir, 'tsconfig.json')));
  return {
    dir,
    name: manifest.name,
    layer: manifest.nx.tags.join().replace('layer:', ''),
    declared: new Set(Object.keys(manifest.dependencies)),
    references: config.references.map(({ path }) => join(dir, path)),
  };
}

const readJson = (path: string): unknown => JSON.parse(readText(path));

/** @param path from the root */
export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/**
 * @param dir from the root; '' for the root itself
 * @param extensions such as `.ts`; '' for files without one
 * @returns paths from the root of all files with one of the extensions that are not generated
 */
export const filesIn = (dir: string, extensions: readonly string[]): readonly string[] =>
  readdirSync(join(ROOT, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = relative(ROOT, join(ROOT, dir, entry.name));
    if (entry.isDirectory()) return GENERATED.has(entry.name) ? [] : filesIn(path, extensions);
    return entry.isFile() && extensions.includes(extname(entry.name)) ? [path] : [];
  });
