/** A deploy as `DeployResult`, the same in SOAP and REST; what has no value is not there. */
import type { Org } from '../org/org';
import type { Message, Problem } from './component';
import { failuresIn, type DeployOptions, type Deployment } from './deployment';

type Json = Readonly<Record<string, unknown>>;

export function deployResult(org: Org, deployment: Deployment, withDetails: boolean): Json {
  const { id, options, userId, messages, errorMessage, status } = deployment;
  const failures = failuresIn(messages, options);
  // A manifest is told of, and does not count.
  const deployed = messages.filter((one) => one.componentType !== '' && !failures.includes(one)).length;
  const at = new Date(deployment.at).toISOString();
  return {
    checkOnly: options.checkOnly,
    completedDate: at,
    createdBy: userId,
    createdByName: userName(org, userId),
    createdDate: at,
    ...(withDetails && { details: detailsOf(deployment, at) }),
    done: true,
    // The code is unverified.
    ...(errorMessage !== undefined && { errorMessage, errorStatusCode: 'UNKNOWN_EXCEPTION' }),
    id,
    ignoreWarnings: options.ignoreWarnings,
    lastModifiedDate: at,
    numberComponentErrors: failures.length,
    numberComponentsDeployed: deployed,
    numberComponentsTotal: deployed + failures.length,
    // There is no Apex here, and no test of it is run.
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: false,
    startDate: at,
    status,
    success: status !== 'Failed',
  };
}

/** What the call answers, as in a real org, where the work has not begun yet. */
export function pendingResult({ id, options }: Deployment): Json {
  const { checkOnly, ignoreWarnings, rollbackOnError } = options;
  return {
    checkOnly,
    done: false,
    id,
    ignoreWarnings,
    numberComponentErrors: 0,
    numberComponentsDeployed: 0,
    numberComponentsTotal: 0,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError,
    runTestsEnabled: false,
    status: 'Pending',
    success: false,
  };
}

function detailsOf({ messages, options }: Deployment, at: string): Json {
  const failures = failuresIn(messages, options);
  const successes = messages.filter((one) => !failures.includes(one));
  return {
    componentFailures: failures.map((one) => messageView(one, at, options)),
    componentSuccesses: successes.map((one) => messageView(one, at, options)),
  };
}

function messageView(message: Message, at: string, options: DeployOptions): Json {
  const { componentType, fullName, fileName, effect } = message;
  const { created, changed, deleted, id } = effect.ok ? effect : nothingDone;
  return {
    changed,
    componentType,
    created,
    createdDate: at,
    deleted,
    fileName,
    fullName,
    // Of what was only tried there is none.
    ...(id !== undefined && !options.checkOnly && { id }),
    ...(effect.ok ? leftOutView(message) : problemView(effect)),
    success: effect.ok || (effect.warning === true && options.ignoreWarnings),
  };
}

const nothingDone = { created: false, changed: false, deleted: false, id: undefined };

function problemView({ problem, warning, line, column }: Problem): Json {
  return {
    ...(column !== undefined && { columnNumber: column }),
    ...(line !== undefined && { lineNumber: line }),
    problem,
    problemType: warning === true ? 'Warning' : 'Error',
  };
}

/** No warning of Salesforce's: it fails no deploy. */
function leftOutView({ leftOut }: Message): Json {
  if (leftOut === undefined) return {};
  return { problem: `Accepted and forgotten, as this sandbox leaves it out: ${leftOut}`, problemType: 'Warning' };
}

function userName(org: Org, userId: string): string {
  const type = org.sObjectType('User');
  const row = type && org.rowById(type, userId);
  return String((row && type.fieldOf('Name')?.read(row)) ?? '');
}
