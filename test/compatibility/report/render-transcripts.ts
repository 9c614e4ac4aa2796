import type { Finding } from './finding.ts';
import { table } from './render-report.ts';

const INTRODUCTION = `# Commands as Nomad printed them

What Nomad 2.0.5 printed to each of these commands was recorded, on a cluster of one server and two clients. Here they are given
one after another to Steppe's CLI, on the same kind of cluster. IDs, times, numbers and the width of columns are left out of
the comparison; of lists of all that there is only the header is compared, of JSON the fields, of what follows something each
kind of line, and how it ends. What differs on purpose has the same exit code, and finds a fault of a job file at the same place,
where nothing else is said. This page is written by \`npm run compat\`.`;

/** The page `docs/compatibility-transcripts.md`: how many are the same, and each that is not. */
export function renderTranscripts(findings: readonly Finding[]): string {
  const recordings = Map.groupBy(findings, ({ name }) => name.split(': ', 1)[0] ?? '');
  const counts = [...recordings, ['all', findings] as const].map(([name, of]) => [
    name,
    ...OUTCOMES.map((outcome) => String(of.filter((each) => outcomeOf(each) === outcome).length)),
  ]);
  const told = findings
    .filter(({ status }) => status !== 'same')
    .map((finding) => {
      const [recording = '', ...command] = finding.name.split(': ');
      return [recording, `\`${command.join(': ')}\``, outcomeOf(finding), finding.note];
    });
  return [
    INTRODUCTION,
    table(['recording', ...OUTCOMES], counts),
    '## What is not the same',
    table(['recording', 'command', '', 'why, or what differs first'], told),
  ]
    .join('\n\n')
    .concat('\n');
}

const OUTCOMES = ['same', 'other on purpose', 'not the same'] as const;

function outcomeOf({ status }: Finding): (typeof OUTCOMES)[number] {
  if (status === 'same') return 'same';
  return status === 'differs' ? 'other on purpose' : 'not the same';
}
