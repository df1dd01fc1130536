import { keepFor, TooLate, within } from './keep';

/** Questions that are answered by hand. */
function oracle(): { ask: () => Promise<number>; asked: () => number; answer: (n: number) => void; fail: () => void } {
  let asked = 0;
  let last: { resolve: (n: number) => void; reject: (error: Error) => void };
  return {
    ask: () => {
      asked += 1;
      return new Promise((resolve, reject) => (last = { resolve, reject }));
    },
    asked: () => asked,
    answer: (n) => last.resolve(n),
    fail: () => last.reject(new Error('away')),
  };
}

describe('a question that is kept', () => {
  let now = 0;
  beforeEach(() => {
    now = 1_000_000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  it('is asked once by many, and again when its answer is old', async () => {
    const { ask, asked, answer } = oracle();
    const question = keepFor(5_000, ask);
    const first = [question(), question()];
    answer(1);
    expect(await Promise.all(first)).toEqual([1, 1]);
    now += 4_999;
    expect(await question()).toBe(1);
    expect(asked()).toBe(1);
    now += 1;
    const second = question();
    answer(2);
    expect(await second).toBe(2);
    expect(asked()).toBe(2);
  });

  it('that takes long is asked seldom: a twentieth of the time at most', async () => {
    const { ask, asked, answer } = oracle();
    const question = keepFor(5_000, ask);
    const first = question();
    now += 2_000;
    answer(1);
    await first;
    now += 39_999;
    await question();
    expect(asked()).toBe(1);
    now += 1;
    void question();
    expect(asked()).toBe(2);
  });

  it('is asked again at once after a failure, which all who wait share', async () => {
    const { ask, asked, answer, fail } = oracle();
    const question = keepFor(5_000, ask);
    const first = [question(), question()];
    fail();
    expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const second = question();
    answer(2);
    expect(await second).toBe(2);
    expect(asked()).toBe(2);
  });

  it('that hangs is not asked again and again, and not waited for without end', async () => {
    const { ask, asked, answer } = oracle();
    const question = keepFor(5_000, ask);
    const hanging = question();
    now += 29_999;
    expect(question()).toBe(hanging);
    now += 1;
    const anew = question();
    expect(asked()).toBe(2);
    answer(2);
    expect(await anew).toBe(2);
  });
});

describe('a wait with a limit', () => {
  it('answers what comes in time, and tells what does not', async () => {
    expect(await within(60_000, Promise.resolve(1))).toBe(1);
    await expect(within(60_000, Promise.reject(new Error('away')))).rejects.toThrow('away');
    await expect(within(1, new Promise(() => undefined))).rejects.toBeInstanceOf(TooLate);
  });
});
