/** The actions of a service with one access level. Those that a wildcard names are checked and cannot be unchecked. */
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { addActions, findPattern, hasWildcard, type LevelActions, removeActions } from '../../model/visual/actions';

interface Props {
  prefix: string;
  level: LevelActions;
  names: readonly string[];
  /** In lower case; shows the actions that contain it. */
  search: string;
  onChange: (names: readonly string[]) => void;
}

export function LevelSection({ prefix, level: { level, actions, chosen }, names, search, onChange }: Props) {
  const [isOpen, setOpen] = useState(false);
  const all = actions.map(({ Name }) => Name);
  const shown = all.filter((name) => name.toLowerCase().includes(search));
  if (shown.length === 0) return null;
  const set = (some: readonly string[], isChosen: boolean) =>
    onChange((isChosen ? addActions : removeActions)(names, prefix, some));
  return (
    <ExpandableSection
      headerText={`${level} (${chosen} of ${actions.length})`}
      headingTagOverride="h4"
      expanded={isOpen || search !== ''}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      {(isOpen || search) && (
        <SpaceBetween size="xs">
          {!search && (
            <Checkbox
              checked={chosen === all.length}
              indeterminate={chosen > 0 && chosen < all.length}
              onChange={({ detail }) => set(all, detail.checked)}
            >
              All {all.length} {level} actions
            </Checkbox>
          )}
          <div className="choices">
            {shown.map((name) => {
              const pattern = findPattern(names, prefix, name);
              const isWild = pattern !== undefined && hasWildcard(pattern);
              return (
                <Checkbox
                  key={name}
                  checked={pattern !== undefined}
                  disabled={isWild}
                  description={isWild && `by ${pattern}`}
                  onChange={({ detail }) => set([name], detail.checked)}
                >
                  <span className="wrap">{name}</span>
                </Checkbox>
              );
            })}
          </div>
        </SpaceBetween>
      )}
    </ExpandableSection>
  );
}
