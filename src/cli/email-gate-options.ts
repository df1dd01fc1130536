import { Option } from 'commander';
import { emailFailures, emailRequirements } from '../core/email-gate';

export const emailGateOption = (): Option =>
  new Option(
    '--email-gate <which>',
    'which e-mail addresses reach the CRM (default: as it is, else valid): those that it takes, of these the confirmed ones, or all',
  ).choices(emailRequirements);

export const emailFailureOption = (): Option =>
  new Option(
    '--email-failure <what>',
    'what becomes of a record with another address (default: as it is, else hold): it waits, or goes without it',
  ).choices(emailFailures);
