import { Agent, request } from 'node:http';

/** Connections stay open, and a request costs the load generator as little as may be: it shares the machine. */
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Posts a job; throws what the API says when it does not take it. */
export async function postJob(api: string, job: object): Promise<void> {
  await send('POST', `${api}/v1/jobs`, JSON.stringify({ Job: job }));
}

export async function getJson(url: string): Promise<unknown> {
  return JSON.parse(await send('GET', url));
}

async function send(method: string, url: string, body?: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const sent = request(url, { method, agent }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      if (response.statusCode === 200) resolve(text);
      else reject(new Error(`${method} ${url} answered ${response.statusCode}: ${text}`));
    });
  });
  sent.on('error', reject);
  sent.end(body);
  return await promise;
}
