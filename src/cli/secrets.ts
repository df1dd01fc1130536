/** `tandem secrets`: the sealed CRM tokens, all tenants\u2019 together. */
import type { Command } from 'commander';
import { rotateSecrets, type Rotation } from '../operate/rotate-secrets';
import type { Config } from '../platform/config';
import { asOwner } from './as-owner';
import { print } from './print';

export function addSecrets(program: Command): void {
  const secrets = program.command('secrets').description('care for the sealed CRM tokens');
  secrets
    .command('rotate')
    .description('seal every CRM token by the current key; on the embedded database, make a new key first')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      await asOwner(async (owner, { database, keys, config }) => {
        const rotation = await rotateSecrets({ database, owner, keys });
        print(json, rotation, describe(rotation, config));
        if (rotation.failed.length > 0) process.exitCode = 1;
      });
    });
}

const count = (number: number): string => (number === 1 ? '1 secret' : `${number} secrets`);

function describe({ newKey, resealed, alreadyCurrent, failed, complete }: Rotation, config: Config): string {
  const ownFiles = config.secretKey === null;
  const begun = newKey ? 'Made a new key. ' : ownFiles ? 'Went on with a rotation that had not ended. ' : '';
  const lines = [`${begun}Sealed ${count(resealed)} anew, ${alreadyCurrent} had the current key already.`];
  for (const { tenant, connection, name, reason } of failed) {
    const of = connection === null ? 'the destination' : `connection ${connection}`;
    lines.push(`Could not open ${name} of ${of}, tenant ${tenant}: ${reason}`);
  }
  if (failed.length > 0)
    lines.push('Connect those again, then run this once more. The keys before are kept until then.');
  else if (!complete) lines.push('Another rotation has begun meanwhile and will end this.');
  else if (ownFiles) lines.push('The key before is no longer kept.');
  else if (config.previousSecretKey !== null)
    lines.push('SECRET_KEY_PREVIOUS can go, once every process has the new SECRET_KEY.');
  else if (resealed === 0)
    lines.push(
      'For a new key, set SECRET_KEY to it and SECRET_KEY_PREVIOUS to the one it replaces, then run this again.',
    );
  return lines.join('\n');
}
