/** One deploy: what was asked for, and what became of it. Nothing waits: it is over before its call is answered. */
import type { Org } from '../org/org';
import type { Component, Message, Problem } from './component';
import type { Package, PackageOptions } from './package';

export interface DeployOptions extends PackageOptions {
  readonly checkOnly: boolean;
  readonly ignoreWarnings: boolean;
  readonly rollbackOnError: boolean;
}

export type DeployStatus = 'Succeeded' | 'SucceededPartial' | 'Failed';

export interface Deployment {
  /** `0Af…` */
  readonly id: string;
  readonly options: DeployOptions;
  readonly userId: string;
  readonly at: number;
  /** Empty where no package came out of the zip. */
  readonly pack: Package;
  readonly messages: readonly Message[];
  /** Of the zip as a whole. */
  readonly errorMessage?: string;
  readonly status: DeployStatus;
}

/**
 * What is tried on a draft first is done only if all of it works; without `rollbackOnError` all that works is done, which
 * is the default outside production orgs (Metadata API guide; unverified here).
 */
export function runPackage(org: Org, pack: Package, options: DeployOptions): readonly Message[] {
  const work = (on: Org['customSchema']): readonly Message[] => [
    ...pack.messages,
    ...pack.components.map((component) => messageOf(component, on)),
  ];
  if (options.checkOnly) return work(org.customSchema.draft());
  if (options.rollbackOnError) {
    const tried = work(org.customSchema.draft());
    if (failuresIn(tried, options).length > 0) return tried;
  }
  return work(org.customSchema);
}

function messageOf(component: Component, schema: Org['customSchema']): Message {
  const { componentType, fullName, fileName, leftOut } = component;
  return {
    componentType,
    fullName,
    fileName,
    ...(leftOut !== undefined && { leftOut }),
    effect: component.perform(schema),
  };
}

export function failuresIn(messages: readonly Message[], options: DeployOptions): readonly Message[] {
  return messages.filter(({ effect }) => !effect.ok && !isIgnored(effect, options));
}

function isIgnored({ warning }: Problem, { ignoreWarnings }: DeployOptions): boolean {
  return warning === true && ignoreWarnings;
}

export function statusOf(messages: readonly Message[], options: DeployOptions): DeployStatus {
  if (failuresIn(messages, options).length === 0) return 'Succeeded';
  const worked = messages.some(({ effect, componentType }) => effect.ok && componentType !== '');
  return worked && !options.checkOnly && !options.rollbackOnError ? 'SucceededPartial' : 'Failed';
}
