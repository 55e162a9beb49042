/** The actions of one service: all of them, patterns, and each by its access level. */
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { ServiceDetail } from '../../api/explanations';
import { byLevel, hasWildcard, removeService, serviceOf, setAll } from '../../model/visual/actions';
import { useServices } from './catalog';
import { LevelSection } from './LevelSection';
import { TextList } from './TextList';

interface Props {
  prefix: string;
  /** All patterns of the statement. */
  names: readonly string[];
  isNew: boolean;
  onChange: (names: readonly string[]) => void;
  onRemove: () => void;
}

export function ServiceActions({ prefix, names, isNew, onChange, onRemove }: Props) {
  const [isOpen, setOpen] = useState(isNew);
  const query = useServices([prefix]);
  const service = query.value?.[0];
  const own = names.filter((name) => serviceOf(name) === prefix);
  const title = service?.Title ?? prefix;
  return (
    <div className="framed">
      <ExpandableSection
        headerText={`${title} ${describeCount(service, own, prefix)}`}
        headingTagOverride="h3"
        headerActions={
          <Button
            formAction="none"
            variant="inline-link"
            ariaLabel={`Remove all actions of ${title}`}
            onClick={() => {
              onRemove();
              onChange(removeService(names, prefix));
            }}
          >
            Remove
          </Button>
        }
        expanded={isOpen}
        onChange={({ detail }) => setOpen(detail.expanded)}
      >
        {isOpen && (
          <SpaceBetween size="s">
            <TextList
              label={`Patterns of ${title}`}
              texts={own.filter((name) => hasWildcard(name) || isUnknown(service, name))}
              onRemove={(text) => onChange(names.filter((name) => name !== text))}
            />
            {query.isLoading && <StatusIndicator type="loading">Loading actions</StatusIndicator>}
            {!query.isLoading && !service && <Unlisted prefix={prefix} reason={query.failure?.message} />}
            {service && <Levels service={service} names={names} onChange={onChange} />}
          </SpaceBetween>
        )}
      </ExpandableSection>
    </div>
  );
}

const isUnknown = (service: ServiceDetail | undefined, name: string) =>
  !service?.Actions.some((action) => `${service.Prefix}:${action.Name}`.toLowerCase() === name.toLowerCase());

function describeCount(service: ServiceDetail | undefined, own: readonly string[], prefix: string): string {
  if (own.includes(`${prefix}:*`)) return '(all actions)';
  if (!service) return `(${own.length})`;
  const chosen = byLevel(service.Actions, own, prefix).reduce((sum, level) => sum + level.chosen, 0);
  return `(${chosen} of ${service.Actions.length})`;
}

const Unlisted = ({ prefix, reason }: { prefix: string; reason: string | undefined }) => (
  <StatusIndicator type={reason ? 'warning' : 'info'} wrapText>
    <span className="wrap">
      {reason ? `The actions cannot be listed: ${reason}` : `The catalog has no service ${prefix}.`} Actions can be
      added by name below.
    </span>
  </StatusIndicator>
);

interface LevelsProps {
  service: ServiceDetail;
  names: readonly string[];
  onChange: (names: readonly string[]) => void;
}

function Levels({ service, names, onChange }: LevelsProps) {
  const [search, setSearch] = useState('');
  const { Prefix, Title } = service;
  const isAll = names.includes(`${Prefix}:*`);
  return (
    <>
      <Checkbox checked={isAll} onChange={({ detail }) => onChange(setAll(names, Prefix, detail.checked))}>
        All actions of {Title} ({Prefix}:*)
      </Checkbox>
      <Input
        type="search"
        value={search}
        placeholder="Find actions"
        ariaLabel={`Find actions of ${Title}`}
        clearAriaLabel="Clear"
        onChange={({ detail }) => setSearch(detail.value)}
      />
      {byLevel(service.Actions, names, Prefix).map((level) => (
        <LevelSection
          key={level.level}
          prefix={Prefix}
          level={level}
          names={names}
          search={search.trim().toLowerCase()}
          onChange={onChange}
        />
      ))}
    </>
  );
}
