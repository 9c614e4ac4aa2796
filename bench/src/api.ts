/** Posts a job; throws what the API says when it does not take it. */
export async function postJob(api: string, job: object): Promise<void> {
  const response = await fetch(`${api}/v1/jobs`, {
    method: 'POST',
    body: JSON.stringify({ Job: job }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST /v1/jobs answered ${response.status}: ${text}`);
}

export async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** A job of small raw_exec tasks that sleep: 10 MHz and 32 MB each, with one constraint, as the peer's figures were taken. */
export function sleepJob({
  id,
  count,
  type,
}: {
  id: string;
  count: number;
  type: 'batch' | 'service';
}): object {
  return {
    ID: id,
    Name: id,
    Type: type,
    Datacenters: ['dc1'],
    Constraints: [{ LTarget: '${attr.kernel.name}', RTarget: 'linux', Operand: '=' }],
    TaskGroups: [
      {
        Name: 'g',
        Count: count,
        EphemeralDisk: { SizeMB: 10 },
        Tasks: [
          {
            Name: 't',
            Driver: 'raw_exec',
            Config: { command: '/bin/sleep', args: ['3600'] },
            Resources: { CPU: 10, MemoryMB: 32 },
          },
        ],
      },
    ],
  };
}
