/** The deploys of an org, each to be asked about for as long as the sandbox lives. */
import { parseId, toId } from '../org/ids';
import type { Org } from '../org/org';
import { readArchive, UnreadableArchive } from './archive';
import { runPackage, statusOf, type DeployOptions, type Deployment } from './deployment';
import { readPackages, type Package } from './package';

const DEPLOY_PREFIX = '0Af';
const nothing: Package = { components: [], messages: [] };

export class Deployments {
  private readonly all: Deployment[] = [];

  constructor(readonly org: Org) {}

  deploy(zip: Uint8Array, options: DeployOptions, userId: string): Deployment {
    try {
      return this.run(readPackages(readArchive(zip), options), options, userId);
    } catch (error) {
      if (!(error instanceof UnreadableArchive)) throw error;
      const failed = { pack: nothing, messages: [], errorMessage: error.message, status: 'Failed' } as const;
      return this.keep({ ...failed, options, userId });
    }
  }

  /**
   * Deploys what was validated, under an id of its own. `undefined`: no validation that succeeded. That tests must have
   * been run, and that a validation is good for ten days, is left out.
   */
  deployValidated({ pack, options, status }: Deployment, userId: string): Deployment | undefined {
    if (!options.checkOnly || status !== 'Succeeded') return undefined;
    return this.run(pack, { ...options, checkOnly: false }, userId);
  }

  get(id: string): Deployment | undefined {
    const parsed = parseId(id);
    return parsed?.keyPrefix === DEPLOY_PREFIX ? this.all[parsed.ordinal - 1] : undefined;
  }

  private run(pack: Package, options: DeployOptions, userId: string): Deployment {
    const messages = runPackage(this.org, pack, options);
    return this.keep({ pack, messages, options, userId, status: statusOf(messages, options) });
  }

  private keep(deployment: Omit<Deployment, 'id' | 'at'>): Deployment {
    const kept = { ...deployment, id: toId(DEPLOY_PREFIX, this.all.length + 1), at: this.org.now() };
    this.all.push(kept);
    return kept;
  }
}
