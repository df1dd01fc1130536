import { writeFileSync } from 'node:fs';
import { killMigrations } from '../support/killed-migration/kill-migrations';

/** `npm run kill-migration` says otherwise. */
const { KILL_TIMES: times = '5', KILL_SEED: seed, KILL_REPORT: report } = process.env;
/** Of another seed each time: what is found by chance is found again by the seed that stands in the error. */
const wanted = { times: Number(times), seed: Number(seed ?? Date.now() % 1_000_000), customers: 600 };
const patienceMs = 120_000 + 30_000 * wanted.times;

describe('a migration whose service is killed at any moment', () => {
  it(
    'comes to the same end as one that is not, with no record doubled or missing, and no call but what was in flight',
    async () => {
      const outcome = await killMigrations({
        ...wanted,
        onDeath: ({ state, inHand, lostCalls }, count) => {
          const line = `${count} of ${times}: killed in state ${state}, ${inHand} records in hand, ${lostCalls} calls lost\n`;
          if (report !== undefined) process.stderr.write(line);
        },
      });
      if (report !== undefined) writeFileSync(report, JSON.stringify(outcome));
      expect({ seed: outcome.seed, problems: outcome.problems }).toEqual({ seed: outcome.seed, problems: [] });
      expect(outcome.kills).toBe(wanted.times);
    },
    patienceMs,
  );
});
