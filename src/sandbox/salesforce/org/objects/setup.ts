/** Tasks, users and the org itself (Object Reference v63; a task’s required fields are unverified). */
import type { SObjectSpec } from '../sobject';
import { bool, date, email, long, owner, personName, pick, readOnly, ref, text } from './field-kinds';

export const setupObjects: readonly SObjectSpec[] = [
  {
    name: 'Task',
    keyPrefix: '00T',
    fields: [
      ref('WhoId', ['Contact', 'Lead'], { label: 'Name ID', childRelationshipName: 'Tasks' }),
      ref('WhatId', ['Account', 'Opportunity', 'Order'], { label: 'Related To ID', childRelationshipName: 'Tasks' }),
      text('Subject', 255),
      date('ActivityDate', { label: 'Due Date Only' }),
      pick('Status', ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'], {
        required: true,
        defaultValue: 'Not Started',
      }),
      pick('Priority', ['High', 'Normal', 'Low'], { required: true, defaultValue: 'Normal' }),
      long('Description'),
      { name: 'IsClosed', type: 'boolean', calculate: (get) => get('Status') === 'Completed' },
      owner,
    ],
  },
  {
    name: 'User',
    keyPrefix: '005',
    deletable: false,
    fields: [
      text('Username', 80, { required: true, idLookup: true }),
      text('LastName', 80, { required: true }),
      text('FirstName', 40),
      { name: 'Name', label: 'Full Name', type: 'string', length: 121, calculate: personName },
      email('Email', { length: 128, required: true }),
      text('Alias', 8, { required: true }),
      text('CompanyName', 80),
      text('Title', 80),
      bool('IsActive', { label: 'Active', defaultValue: true }),
      pick('UserType', ['Standard'], { ...readOnly, defaultValue: 'Standard' }),
      text('ProfileId', 18),
      pick('TimeZoneSidKey', ['UTC'], { required: true, defaultValue: 'UTC' }),
      pick('LocaleSidKey', ['en_US'], { required: true, defaultValue: 'en_US' }),
      pick('LanguageLocaleKey', ['en_US'], { required: true, defaultValue: 'en_US' }),
      pick('EmailEncodingKey', ['UTF-8'], { required: true, defaultValue: 'UTF-8' }),
    ],
  },
  {
    name: 'Organization',
    keyPrefix: '00D',
    createable: false,
    updateable: false,
    deletable: false,
    replicateable: false,
    fields: [
      text('Name', 80, { label: 'Organization Name' }),
      text('OrganizationType', 40, readOnly),
      text('InstanceName', 5, readOnly),
      bool('IsSandbox', readOnly),
      text('NamespacePrefix', 15, readOnly),
      text('DefaultLocaleSidKey', 40, readOnly),
      text('LanguageLocaleKey', 40, readOnly),
      text('TimeZoneSidKey', 40, readOnly),
    ],
  },
];
