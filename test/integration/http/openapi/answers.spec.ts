import { operations } from '../../../../src/http/openapi/document';
import { driverOf, idleDrivers, prepare } from './drivers';
import { answersOf, complaints, nameOf } from './judge';
import { withCrm, World } from './world';

const documented = operations.flatMap((operation) =>
  answersOf(operation).map((answer) => ({ id: operation.id, answer, operation })),
);

/** Every example of a request. */
const shown = operations.flatMap((operation) =>
  Object.entries(operation.body?.examples ?? {}).map(([name, body]) => ({ operation, name, body })),
);

describe('an answer that the document promises', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterEach(() => world.api.database.query('delete from connection'));
  afterAll(() => world.close());

  it.each(documented)('is given: $id $answer', async ({ operation, answer }) => {
    const drive = driverOf(operation, answer);
    if (!drive)
      throw new Error('the document promises an answer that no driver brings about: write one, or take it out');
    const reply = await drive(world, operation);
    expect({ is: nameOf(operation, reply), wrong: complaints(operation, reply) }).toEqual({ is: answer, wrong: [] });
  });

  it.each(shown)('is the success, for the example $name of $operation.id', async ({ operation, body }) => {
    await prepare(world, operation);
    const reply = await world.ask(operation, { body: withCrm(body, world.crm) });
    const success = String(operation.answer.status);
    expect({ is: nameOf(operation, reply), wrong: complaints(operation, reply) }).toEqual({ is: success, wrong: [] });
    expect(reply.text).not.toContain('"result":"refused"');
  });

  it('has a driver, and no driver is for another', () => {
    expect(idleDrivers(operations)).toEqual([]);
  });
});
