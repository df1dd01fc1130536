import { InvalidArgumentError } from 'commander';
import { objectTypes, type ObjectType } from '../core/record';

/** Reads `<type>=<choice>`, of an option that may be given several times. */
export function typeChoices<C extends string>(
  choices: readonly C[],
): (
  text: string,
  before?: { readonly [O in ObjectType]?: C | undefined },
) => { readonly [O in ObjectType]?: C | undefined } {
  return (text, before = {}) => {
    const [type = '', said = '', ...others] = text.split('=');
    const object = objectTypes.find((one): one is ObjectType => one === type);
    const choice = choices.find((one): one is C => one === said);
    if (object && choice && others.length === 0) return { ...before, [object]: choice };
    throw new InvalidArgumentError(`must be <type>=<rule>, with ${objectTypes.join(', ')} and ${choices.join(', ')}.`);
  };
}
