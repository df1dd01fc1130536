/** Pulls a lever of a sandbox; throws where it is refused. */
export async function pullLever(
  { url, token }: { readonly url: string; readonly token: string },
  method: 'GET' | 'POST' | 'DELETE',
  lever: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${url}/_sandbox/${lever}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /_sandbox/${lever} answered ${response.status}: ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** Calls however they ended, as every sandbox counts them. */
export async function countCalls(sandbox: { readonly url: string; readonly token: string }): Promise<number> {
  const { calls } = (await pullLever(sandbox, 'GET', 'counters')) as {
    readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  return Object.values(calls)
    .flatMap((outcomes) => Object.values(outcomes))
    .reduce((sum, count) => sum + count, 0);
}

/** The sandbox's time from the moment on when it was stopped. */
export async function stopClock(sandbox: { readonly url: string; readonly token: string }): Promise<Date> {
  const { epochMs } = (await pullLever(sandbox, 'POST', 'clock', { rate: 0 })) as { readonly epochMs: number };
  return new Date(epochMs);
}

export async function advanceClock(
  sandbox: { readonly url: string; readonly token: string },
  advanceMs: number,
): Promise<Date> {
  const { epochMs } = (await pullLever(sandbox, 'POST', 'clock', { advanceMs })) as { readonly epochMs: number };
  return new Date(epochMs);
}
