/** Queries the audit trail and prepares its events for display. */
import { type Event, type LookupAttribute, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { send } from '../../api/call';

export interface Entry {
  readonly id: string;
  readonly at: Date | undefined;
  readonly name: string;
  readonly user: string;
  readonly source: string;
  readonly isReadOnly: boolean;
  readonly error: string;
  readonly message: string;
  readonly address: string;
  readonly requestId: string;
  /** The whole record, as JSON. */
  readonly record: string;
}

export interface Search {
  /** An attribute of LookupEvents, or `all`. */
  readonly attribute: string;
  readonly value: string;
  /** Hours back from now. */
  readonly hours: number;
}

export const ATTRIBUTES = [
  { value: 'all', label: 'All events' },
  { value: 'Username', label: 'User name' },
  { value: 'EventName', label: 'Event name' },
  { value: 'EventSource', label: 'Event source' },
  { value: 'ResourceName', label: 'Resource name' },
  { value: 'AccessKeyId', label: 'Access key ID' },
  { value: 'EventId', label: 'Event ID' },
] as const;

export interface Found {
  readonly entries: readonly Entry[];
  readonly next?: string;
}

/** The maximum number of events per answer of LookupEvents. */
const PAGE = 50;
const HOUR_MS = 3_600_000;

export function makeLookup(search: Search, now: Date, next?: string): LookupEventsCommand {
  const isFiltered = search.attribute !== 'all' && search.value.trim() !== '';
  const attribute = { AttributeKey: search.attribute, AttributeValue: search.value.trim() } as LookupAttribute;
  return new LookupEventsCommand({
    StartTime: new Date(now.getTime() - search.hours * HOUR_MS),
    EndTime: now,
    MaxResults: PAGE,
    ...(isFiltered && { LookupAttributes: [attribute] }),
    ...(next && { NextToken: next }),
  });
}

export async function lookUp(search: Search, now: Date, next?: string): Promise<Found> {
  const answer = await send(makeLookup(search, now, next));
  return { entries: (answer.Events ?? []).map(readEntry), next: answer.NextToken };
}

export function readEntry(event: Event): Entry {
  const record = readRecord(event.CloudTrailEvent);
  const text = (member: string) => (typeof record[member] === 'string' ? record[member] : '');
  return {
    id: event.EventId ?? text('eventID'),
    at: event.EventTime,
    name: event.EventName ?? text('eventName'),
    user: event.Username ?? '',
    source: event.EventSource ?? text('eventSource'),
    isReadOnly: event.ReadOnly === 'true',
    error: text('errorCode'),
    message: text('errorMessage'),
    address: text('sourceIPAddress'),
    requestId: text('requestID'),
    record: JSON.stringify(record, null, 2),
  };
}

function readRecord(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return { unreadable: text };
  }
}
