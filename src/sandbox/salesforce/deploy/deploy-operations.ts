/** `deploy` and what goes with it in the Metadata API's SOAP (Metadata API guide; as jsforce sends it). */
import { elementOf, Fault, textIn, type Element, type Operation } from '../http/soap/envelope';
import { isTrue } from '../org/custom-field-spec';
import { deployResult } from './deploy-view';
import type { DeployOptions, Deployment } from './deployment';
import type { Deployments } from './deployments';

export function deployOperations(deployments: Deployments): Readonly<Record<string, Operation>> {
  return {
    deploy: ({ given, caller }) => {
      const zip = Buffer.from(textIn(given.ZipFile), 'base64');
      const { id } = deployments.deploy(zip, optionsOf(elementOf(given.DeployOptions)), caller.userId);
      return { result: { done: false, id, state: 'Queued' } };
    },
    checkDeployStatus: ({ given }) => {
      const deployment = known(deployments, given.asyncProcessId);
      return { result: deployResult(deployments.org, deployment, isTrue(textIn(given.includeDetails))) };
    },
    // The WSDL calls its one element by its type; jsforce calls it `id`.
    cancelDeploy: ({ given }) => {
      known(deployments, given.id ?? given.String);
      throw new Fault(...alreadyCompleted);
    },
    deployRecentValidation: ({ given, caller }) => {
      const made = deployments.deployValidated(known(deployments, given.validationId), caller.userId);
      if (made === undefined) throw new Fault(...notValidated);
      return { result: made.id };
    },
  };
}

/** salesforcecli/plugin-source#513 (2022-06). */
export const alreadyCompleted = ['INVALID_ID_FIELD', 'Deployment already completed'] as const;
/** The text is unverified. */
export const notValidated = ['INVALID_ID_FIELD', 'No validation that succeeded'] as const;
/** forcedotcom/salesforcedx-vscode#1529 (2019-08). */
export const unknownDeploy = ['INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'] as const;

/** All of them are off unless they are asked for. */
export function optionsOf(given: Element): DeployOptions {
  const on = (name: string): boolean => given[name] === true || isTrue(textIn(given[name]));
  return {
    allowMissingFiles: on('allowMissingFiles'),
    autoUpdatePackage: on('autoUpdatePackage'),
    checkOnly: on('checkOnly'),
    ignoreWarnings: on('ignoreWarnings'),
    rollbackOnError: on('rollbackOnError'),
    singlePackage: on('singlePackage'),
  };
}

function known(deployments: Deployments, id: unknown): Deployment {
  const found = deployments.get(textIn(id));
  if (found === undefined) throw new Fault(...unknownDeploy);
  return found;
}
