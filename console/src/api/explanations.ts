/** Explanations and the catalog, by Limen's own service. */
import { LimenCommand } from './limen';

export interface ClauseFailure {
  readonly Clause: 'principal' | 'action' | 'resource' | 'condition';
  readonly Operator?: string;
  readonly Key?: string;
  readonly Wanted: readonly string[];
  readonly Found?: readonly string[];
}

export interface ExplainedStatement {
  readonly Layer: string;
  readonly Policy: string;
  readonly Sid?: string;
  readonly Index: number;
  readonly Effect: 'Allow' | 'Deny';
  readonly Applied: boolean;
  readonly Failures: readonly ClauseFailure[];
}

export interface Change {
  readonly By: string;
  readonly Text: string;
  readonly Statement?: string;
}

export interface ExplainedDecision {
  readonly Action: string;
  readonly Resource: string;
  readonly IsAllowed: boolean;
  readonly Reason: string;
  readonly Statements: readonly ExplainedStatement[];
  readonly MissingContextKeys: readonly string[];
  readonly Remedies: readonly (readonly Change[])[];
}

export interface EventDecision {
  readonly IsAllowed: boolean;
  readonly Revision: number;
  /** A refusal for which no policy was evaluated. */
  readonly Refusal?: string;
  readonly Decisions: readonly ExplainedDecision[];
}

/** `Time` is seconds since 1970. */
export interface EventExplanation {
  readonly Event: {
    readonly EventId: string;
    readonly Time: number;
    readonly Action: string;
    readonly Principal?: string;
    readonly WasAllowed: boolean;
    readonly ErrorCode?: string;
    readonly ErrorMessage?: string;
  };
  readonly Then: EventDecision;
  readonly Now: EventDecision;
  readonly Agrees: boolean;
  readonly DiffersNow: boolean;
  readonly Unknown: readonly string[];
}

export const explainEventCommand = (EventId: string) => new LimenCommand<EventExplanation>('ExplainEvent', { EventId });

export const explainAccessCommand = (Principal: string, Action: string, Resource: string) =>
  new LimenCommand<ExplainedDecision>('ExplainAccess', { Principal, Action, Resource });

export interface ServiceSummary {
  readonly Prefix: string;
  readonly Title: string;
  readonly IsOwn: boolean;
}

export interface ServiceAction {
  readonly Name: string;
  readonly AccessLevel: string;
  readonly ResourceTypes: readonly { readonly Name: string; readonly IsRequired: boolean }[];
  readonly ConditionKeys: readonly string[];
  readonly DependentActions: readonly string[];
  readonly IsPermissionOnly: boolean;
}

export interface ServiceResourceType {
  readonly Name: string;
  readonly ArnFormats: readonly string[];
  readonly ConditionKeys: readonly string[];
}

export interface ServiceConditionKey {
  readonly Name: string;
  readonly Types: readonly string[];
  readonly IsMultivalued: boolean;
}

export interface ServiceDetail extends ServiceSummary {
  readonly Actions: readonly ServiceAction[];
  readonly ResourceTypes: readonly ServiceResourceType[];
  readonly ConditionKeys: readonly ServiceConditionKey[];
}

export interface ServiceList {
  readonly Services: readonly ServiceSummary[];
  readonly GlobalConditionKeys: readonly ServiceConditionKey[];
}

export const listServicesCommand = () => new LimenCommand<ServiceList>('ListServices', {});

export const getServiceCommand = (Prefix: string) => new LimenCommand<ServiceDetail>('GetService', { Prefix });

export interface Ability {
  readonly Service: string;
  readonly AccessLevel: string;
  /** Names and patterns. */
  readonly Actions: readonly string[];
  readonly ActionCount: number;
  /** The actions stand for those of all services that no policy names. */
  readonly IncludesOtherServices: boolean;
  /** Empty for every resource. */
  readonly Resources: readonly string[];
  readonly ExceptResources: readonly string[];
  readonly Conditions: readonly string[];
}

export interface Abilities {
  readonly Abilities: readonly Ability[];
  readonly IsComplete: boolean;
  readonly Unknown: readonly string[];
}

export const whatCanCommand = (Principal: string, Service: string) =>
  new LimenCommand<Abilities>('WhatCan', { Principal, ...(Service && { Service }) });

/** `Time` is seconds since 1970. */
export interface ServerStatus {
  readonly Version: string;
  readonly Revision: number;
  readonly Time: number;
}

export const getServerStatusCommand = () => new LimenCommand<ServerStatus>('GetServerStatus', {});
