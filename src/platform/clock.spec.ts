import { startClock, type ClockReading, type FollowedClock } from './clock';

const noon = new Date('2026-03-01T12:00:00Z');

describe('the clock', () => {
  let clock: FollowedClock | undefined;
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    clock?.stop();
    jest.useRealTimers();
  });

  /** Asked every second; answers what `say` was told last. */
  const start = async (
    first: ClockReading,
  ): Promise<{ now: () => string; say: (reading: ClockReading | Error) => void; asked: () => number }> => {
    let answer: ClockReading | Error = first;
    let asked = 0;
    const read = (): Promise<ClockReading> => {
      asked += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    const started = await startClock(read, 1_000);
    clock = started;
    return { now: () => started.now().toISOString(), say: (reading) => (answer = reading), asked: () => asked };
  };
  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  it('tells the time of its source and counts on in between', async () => {
    const { now } = await start({ now: noon, rate: 1 });
    expect(now()).toBe('2026-03-01T12:00:00.000Z');
    await pass(999);
    expect(now()).toBe('2026-03-01T12:00:00.999Z');
  });

  it('runs as fast as its source', async () => {
    const { now } = await start({ now: noon, rate: 3_600 });
    await pass(500);
    expect(now()).toBe('2026-03-01T12:30:00.000Z');
  });

  it('stands while its source stands', async () => {
    const { now } = await start({ now: noon, rate: 0 });
    await pass(900);
    expect(now()).toBe('2026-03-01T12:00:00.000Z');
  });

  it('follows a jump of its source at the next reading, and waits for one that goes back', async () => {
    const { now, say } = await start({ now: noon, rate: 1 });
    say({ now: new Date('2026-03-02T12:00:00Z'), rate: 1 });
    await pass(1_000);
    expect(now()).toBe('2026-03-02T12:00:00.000Z');
    say({ now: noon, rate: 1 });
    await pass(1_000);
    expect(now()).toBe('2026-03-02T12:00:00.000Z');
    say({ now: new Date('2026-03-02T12:00:01Z'), rate: 1 });
    await pass(1_000);
    expect(now()).toBe('2026-03-02T12:00:01.000Z');
  });

  it('tells of a jump of its source, and of nothing less', async () => {
    const { say, now } = await start({ now: noon, rate: 1 });
    let jumps = 0;
    const stopTelling = clock!.onJump(() => (jumps += 1));
    say({ now: new Date('2026-03-01T12:00:01.050Z'), rate: 1 });
    await pass(1_000);
    expect(jumps).toBe(0);
    say({ now: new Date('2026-03-02T12:00:00Z'), rate: 1 });
    await pass(1_000);
    expect([jumps, now()]).toEqual([1, '2026-03-02T12:00:00.000Z']);
    stopTelling();
    say({ now: new Date('2026-03-03T12:00:00Z'), rate: 1 });
    await pass(1_000);
    expect(jumps).toBe(1);
  });

  it('keeps counting from the last reading while its source fails, and asks again', async () => {
    const { now, say, asked } = await start({ now: noon, rate: 1 });
    say(new Error('the source is away'));
    await pass(5_000);
    expect(now()).toBe('2026-03-01T12:00:05.000Z');
    expect(asked()).toBe(6);
    say({ now: new Date('2026-03-01T13:00:00Z'), rate: 1 });
    await pass(1_000);
    expect(now()).toBe('2026-03-01T13:00:00.000Z');
  });

  it('asks a slow source once at a time and takes the middle of the asking for its moment', async () => {
    let asked = 0;
    const slow = (): Promise<ClockReading> => {
      asked += 1;
      if (asked === 1) return Promise.resolve({ now: noon, rate: 1 });
      return new Promise((resolve) => setTimeout(() => resolve({ now: noon, rate: 1 }), 4_000));
    };
    const started = await startClock(slow, 1_000);
    clock = started;
    await pass(4_999);
    expect(asked).toBe(2);
    await pass(1);
    expect(started.now().toISOString()).toBe('2026-03-01T12:00:02.000Z');
  });

  it('does not start without a first reading', async () => {
    await expect(startClock(() => Promise.reject(new Error('no time')), 1_000)).rejects.toThrow('no time');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('asks no more once it is stopped', async () => {
    const { asked } = await start({ now: noon, rate: 1 });
    clock?.stop();
    await pass(10_000);
    expect(asked()).toBe(1);
  });
});
