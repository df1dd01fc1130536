import { CallFailure } from '../../../src/connectors/connector';
import { watched, type Bench } from './bench';
import { benches } from './benches';

describe.each(benches)('the day of an account of $title', (kind) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await kind.start();
  });
  afterEach(() => bench.close());

  it('is told when it is asked for, in one call, and counts every call', async () => {
    const context = watched(bench);
    const first = await bench.connector.usage(context);
    expect(context.callouts).toMatchObject([{ method: 'GET', status: 200, failure: null }]);
    await bench.connector.describe(context, kind.objects.customer);
    const second = await bench.connector.usage(context);
    expect(second!.used - first!.used).toBe(context.callouts.length - 1);
    expect(second!.limit).toBe(first!.limit);
  });

  it('is told in the same figures by every answer that tells it', async () => {
    const context = watched(bench);
    const usage = await bench.connector.usage(context);
    const days = context.callouts.flatMap(({ quota }) => quota.filter(({ window }) => window === 'day'));
    const { limit, used, kind: days24 } = usage!;
    expect(days).toEqual([{ window: 'day', kind: days24, limit, remaining: limit - used }]);
  });

  it('ends where it ends at once, and has no end where calls are given back one by one', async () => {
    const { kind: days, resetsAt } = (await bench.connector.usage(watched(bench)))!;
    expect(resetsAt !== null).toBe(days === 'midnight');
    const passesInMs = (resetsAt ?? bench.now()).getTime() - bench.now().getTime();
    expect(passesInMs >= 0 && passesInMs <= 86_400_000).toBe(true);
  });

  it('is not told by a call that fails', async () => {
    await bench.strike('any', 'customer', 'unavailable');
    await expect(bench.connector.usage(watched(bench))).rejects.toBeInstanceOf(CallFailure);
    expect(await bench.connector.usage(watched(bench))).not.toBeNull();
  });
});
