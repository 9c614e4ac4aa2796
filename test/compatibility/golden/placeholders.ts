import { z } from 'zod';
import { until } from '../../e2e/harness/until.ts';

const Allocs = z.array(z.object({ ID: z.string(), ClientStatus: z.string() }));
const Evals = z.array(
  z.object({
    ID: z.string(),
    Status: z.string(),
    TriggeredBy: z.string(),
    CreateIndex: z.number(),
  }),
);
const Nodes = z.array(z.object({ ID: z.string(), Name: z.string() }));

const PLACEHOLDER = /\{(\w+):(\w+)\}/g;
const PREFIX_LENGTH = 4;
const SHORT_LENGTH = 8;

/** Says which ID here stands for what the recordings name, e.g. `{alloc:web}`. */
export class Placeholders {
  readonly #api: string;

  constructor(api: string) {
    this.#api = api;
  }

  async fill(text: string): Promise<(more: string) => string> {
    const values = new Map<string, string>();
    for (const [whole, kind = '', name = ''] of text.matchAll(PLACEHOLDER)) {
      values.set(whole, await this.#valueOf(kind, name));
    }
    return (more) => more.replaceAll(PLACEHOLDER, (whole) => values.get(whole) ?? whole);
  }

  async #valueOf(kind: string, name: string): Promise<string> {
    switch (kind) {
      case 'alloc':
        return this.#allocOf(name);
      case 'short':
        return (await this.#allocOf(name)).slice(0, SHORT_LENGTH);
      case 'prefix':
        return (await (name === 'client1' ? this.#nodeOf(name) : this.#allocOf(name))).slice(
          0,
          PREFIX_LENGTH,
        );
      case 'node':
        return this.#nodeOf(name);
      case 'eval':
        return (await this.#evaluationOf(name, 'job-register')).ID;
      case 'blocked':
        return (await this.#evaluationOf(name, 'queued-allocs')).ID;
      case 'created':
        return String((await this.#evaluationOf(name, 'job-register')).CreateIndex);
      default:
        throw new Error(`nothing is known of {${kind}:${name}}`);
    }
  }

  #allocOf(job: string): Promise<string> {
    return until(`an allocation of ${job} runs`, async () => {
      const allocs = Allocs.parse(await this.#get(`/v1/job/${job}/allocations`));
      return allocs.find(({ ClientStatus }) => ClientStatus === 'running')?.ID;
    });
  }

  async #nodeOf(name: string): Promise<string> {
    const nodes = Nodes.parse(await this.#get('/v1/nodes'));
    return nodes.find((node) => node.Name === name)?.ID ?? 'no such node';
  }

  #evaluationOf(job: string, trigger: string): Promise<z.infer<typeof Evals>[number]> {
    return until(`an evaluation of ${job}, for ${trigger}`, async () => {
      const evals = Evals.parse(await this.#get(`/v1/job/${job}/evaluations`));
      const own = evals.filter(({ TriggeredBy }) => TriggeredBy === trigger);
      return own.toSorted((a, b) => a.CreateIndex - b.CreateIndex)[0];
    });
  }

  async #get(path: string): Promise<unknown> {
    return (await fetch(this.#api + path)).json();
  }
}
