/** All that a client can do once more, under the date-based paths that the sandbox has. */
import { dates } from '../dated';
import { Stage } from '../stage';

export async function driveDated(stage: Stage, drives: readonly ((stage: Stage) => Promise<void>)[]): Promise<void> {
  const served = dates.filter((date) => stage.sandbox.routes.some(({ path }) => path.includes(`/${date}/:objectType`)));
  for (const version of served) {
    const dated = await Stage.open({}, version);
    try {
      for (const drive of drives) await drive(dated);
      stage.exchanges.push(...dated.exchanges);
    } finally {
      await dated.close();
    }
  }
}
