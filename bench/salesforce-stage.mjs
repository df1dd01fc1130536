/** What measures of Salesforce have in common: when they are over, and the second look that each write has. */

/** Beyond it lie the second looks at what was written (125 s later): a load is over without them. */
const soonMs = 60_000;
const secondLookMs = 130_000;

/** Resolves when nothing is due any more that is not a second look. */
export async function written({ sandbox, owner }, { withinMs, tell = () => undefined }) {
  const until = performance.now() + withinMs;
  const { epochMs } = await sandbox.control('GET', 'clock');
  const begun = performance.now();
  const soon = () => new Date(epochMs + soonMs + performance.now() - begun);
  while ((await owner.query('select from dirty where due_at < $1 limit 1', [soon()])).rows.length > 0) {
    if (performance.now() > until) throw new Error(`not everything was written in ${withinMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await tell();
  }
}

/** Resolves when so many links hold their record's id. */
export async function joined({ owner }, count, { withinMs, tell }) {
  const until = performance.now() + withinMs;
  for (;;) {
    const { rows } = await owner.query('select count(*)::int as joined from link where external_id is not null');
    if (rows[0].joined === count) return;
    if (performance.now() > until) throw new Error(`${rows[0].joined} records were written in ${withinMs / 1_000} s`);
    await tell(rows[0].joined / count);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Pushes time to the second looks, and waits for their end. */
export async function lookedAgain({ sandbox, drained }, { withinMs }) {
  await sandbox.control('POST', 'clock', { advanceMs: secondLookMs });
  await drained({ withinMs, pollMs: 50 });
}

/** Calls since the counters were reset, by route. */
export async function callsByRoute({ sandbox }) {
  const { calls } = await sandbox.control('GET', 'counters');
  const sum = (byStatus) => Object.values(byStatus).reduce((a, b) => a + b, 0);
  return Object.fromEntries(Object.entries(calls).map(([route, byStatus]) => [route, sum(byStatus)]));
}
