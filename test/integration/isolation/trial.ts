/** The scene of a trial by strings: whatever is sent, no answer fails, waits or tells, and the others keep what they have. */
import type { Operation } from '../../../src/http/openapi/operation';
import { operationOf } from '../http/openapi/judge';
import type { Reply } from '../http/openapi/send';
import { readTables } from './catalog';
import { Scene, type Ask } from './scene';

/** Far below the 9 s that a payload would sleep, and far above what an answer takes. */
const patienceMs = 5_000;

export class Trial {
  private constructor(
    readonly scene: Scene,
    private readonly untouched: string,
  ) {}

  static async start(): Promise<Trial> {
    const scene = await Scene.start();
    return new Trial(scene, await everythingOfOthers(scene));
  }

  /** @param what is being tried, for the error of a test that failed */
  async judge(asking: () => Promise<Reply>, what: unknown): Promise<Reply> {
    const began = performance.now();
    const reply = await asking();
    const judged = { failed: reply.status >= 500, slept: performance.now() - began > patienceMs };
    expect({ what, ...judged }).toEqual({ what, failed: false, slept: false });
    expect(reply.text).not.toMatch(/property-of-two|syntax error|pg_catalog/);
    return reply;
  }

  /** Asks as tenant one. */
  ask(operation: Operation | string, asked: Ask, what: unknown): Promise<Reply> {
    const found = typeof operation === 'string' ? operationOf(operation) : operation;
    return this.judge(() => this.scene.ask('one', found, asked), what);
  }

  /** All tables stand, and the other tenants have what they had. */
  async expectStanding(): Promise<void> {
    expect(await everythingOfOthers(this.scene)).toBe(this.untouched);
  }
}

async function everythingOfOthers(scene: Scene): Promise<string> {
  const tables = (await readTables(scene.api.database)).map(({ name }) => name);
  return [tables.join(), await scene.snapshot(['two', 'three'])].join('\n');
}
