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
