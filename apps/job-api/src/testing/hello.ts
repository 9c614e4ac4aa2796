/** The quick start's job as a client posts it. */
export function helloJob(changes: Record<string, unknown> = {}): { Job: Record<string, unknown> } {
  return {
    Job: {
      ID: 'hello',
      Name: 'hello',
      Datacenters: ['dc1'],
      TaskGroups: [
        {
          Name: 'example',
          Tasks: [
            {
              Name: 'server',
              Driver: 'docker',
              Config: { image: 'hashicorp/http-echo', args: ['-listen', ':5678'] },
              Resources: {
                MemoryMB: 128,
                Networks: [{ MBits: 10, ReservedPorts: [{ Label: 'http', Value: 5678 }] }],
              },
            },
          ],
        },
      ],
      ...changes,
    },
  };
}
