/** The settings of a connection as a person wants them: what was said, else what they were, else the defaults. */
import type { Archive } from '../core/archive';
import { hasEventStream, type Crm } from '../core/crm';
import type { CustomField } from '../core/custom-fields';
import { emailGateOf, type EmailGateSettings } from '../core/email-gate';
import type { FieldRuleSetting } from '../core/field-rule-settings';
import type { NewRecords } from '../core/new-records';
import { changeQuota, quotaSettingsOf, type SaidQuota } from '../core/quota-settings';
import type { ConnectionSettings } from '../store/connections';

/** What is left out stays as it is, or takes its default in a new connection. */
export interface WantedSettings {
  readonly recordUrl?: string | null | undefined;
  readonly customFields?: readonly CustomField[] | undefined;
  readonly fieldRules?: readonly FieldRuleSetting[] | undefined;
  readonly webhookSignature?: 'v3' | 'v1' | undefined;
  /** Default: every minute. */
  readonly pollSeconds?: number | undefined;
  /** Whether its CRM is listened to, by a call that stays open; at first not. */
  readonly streaming?: boolean | undefined;
  /** Types that are not named stay as they are; in a new connection they are matched. */
  readonly newRecords?: NewRecords | undefined;
  /** Types that are not named stay as they are; in a new connection nothing is archived. */
  readonly archive?: Archive | undefined;
  /** What is not named stays as it is; in a new connection addresses must be valid, and records with others are held. */
  readonly emailGate?: { readonly [K in keyof EmailGateSettings]?: EmailGateSettings[K] | undefined } | undefined;
  /** Of a new connection; default: at once. Later it stays as it was. */
  readonly firstLoad?: 'at-once' | 'planned' | undefined;
  /** What is not named stays as it is; in a new connection a fifth of the account's calls is others'. */
  readonly quota?: SaidQuota | undefined;
}

/** How its changes are found. Where its CRM has no event stream there is nothing to listen to. */
function hearingOf(
  crm: Crm,
  wanted: WantedSettings,
  before: Partial<ConnectionSettings>,
): Pick<ConnectionSettings, 'pollSeconds' | 'streaming'> {
  const pollSeconds = wanted.pollSeconds ?? before.pollSeconds;
  const streaming = hasEventStream[crm] && (wanted.streaming ?? before.streaming);
  return { ...(pollSeconds !== undefined && { pollSeconds }), ...(streaming === true && { streaming }) };
}

/** What was said, else what was, else the default. */
export function settingsOf(
  crm: Crm,
  wanted: WantedSettings,
  before: Partial<ConnectionSettings> = {},
): ConnectionSettings {
  const { customFields, fieldRules, recordUrl, webhookSignature } = wanted;
  return {
    customFields: customFields ?? before.customFields ?? [],
    fieldRules: fieldRules ?? before.fieldRules ?? [],
    recordUrl: recordUrl === undefined ? (before.recordUrl ?? null) : recordUrl,
    webhookSignature: webhookSignature ?? before.webhookSignature ?? 'v3',
    ...hearingOf(crm, wanted, before),
    ...(before.schedule && { schedule: before.schedule }),
    newRecords: { ...before.newRecords, ...wanted.newRecords },
    archive: { ...before.archive, ...wanted.archive },
    ...firstLoadOf(wanted, before),
    ...(before.mapping && { mapping: before.mapping }),
    emailGate: gateOf(wanted, before),
    ...quotaOf(wanted, before),
  };
}

/** Nobody says it anew: settings of before have it, or it was at once. */
function firstLoadOf(
  { firstLoad }: WantedSettings,
  before: Partial<ConnectionSettings>,
): Pick<ConnectionSettings, 'firstLoad'> {
  const isNew = Object.keys(before).length === 0;
  return (isNew ? firstLoad : before.firstLoad) === 'planned' ? { firstLoad: 'planned' } : {};
}

function gateOf({ emailGate }: WantedSettings, before: Partial<ConnectionSettings>): EmailGateSettings {
  const stands = emailGateOf(before);
  return { require: emailGate?.require ?? stands.require, onFailure: emailGate?.onFailure ?? stands.onFailure };
}

function quotaOf({ quota }: WantedSettings, before: Partial<ConnectionSettings>): Pick<ConnectionSettings, 'quota'> {
  if (quota) return { quota: changeQuota(quotaSettingsOf(before), quota) };
  return before.quota ? { quota: before.quota } : {};
}
