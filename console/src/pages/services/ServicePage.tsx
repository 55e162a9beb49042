/** One service of the catalog: actions with access levels, resource types with ARNs, condition keys. */
import { send } from '../../api/call';
import {
  getServiceCommand,
  type ServiceAction,
  type ServiceConditionKey,
  type ServiceDetail,
  type ServiceResourceType,
} from '../../api/explanations';
import { settled, useQuery } from '../../api/useQuery';
import type { PageProps } from '../../app/routes';
import { PageLink } from '../../components/EntityLink';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { PageTabs } from '../../components/PageTabs';
import { type Column, ResourceTable } from '../../components/ResourceTable';

const PARENTS = [{ text: 'Services and actions', to: '/services' }];
const LEVELS = ['List', 'Read', 'Write', 'Tagging', 'Permissions management'];

export default function ServicePage({ params: { prefix = '' } }: PageProps) {
  const service = useQuery(`service ${prefix}`, () => send(getServiceCommand(prefix)));
  return (
    <Page
      title={service.value?.Title ?? prefix}
      parents={PARENTS}
      description={`Its actions begin with ${prefix}: in policies.`}
    >
      <Loaded query={service} doing={`Read the service ${prefix}`}>
        {(found) => <Detail service={found} />}
      </Loaded>
    </Page>
  );
}

/** Without resource types, an action is authorized on `*`. */
const types = ({ ResourceTypes }: ServiceAction) =>
  ResourceTypes.map(({ Name, IsRequired }) => `${Name}${IsRequired ? '' : ' (optional)'}`).join(', ') || '*';

const actionColumns = (prefix: string): readonly Column<ServiceAction>[] => [
  {
    id: 'name',
    header: 'Action',
    value: ({ Name }) => Name,
    cell: ({ Name }) => <PageLink to={`/who-can?action=${prefix}:${Name}`} text={Name} />,
    width: 300,
  },
  {
    id: 'level',
    header: 'Access level',
    value: ({ AccessLevel }) => AccessLevel,
    order: ({ AccessLevel }) => LEVELS.indexOf(AccessLevel),
    width: 190,
  },
  { id: 'types', header: 'Resource types', value: types, width: 240 },
  { id: 'keys', header: 'Condition keys', value: ({ ConditionKeys }) => ConditionKeys.join(', '), width: 280 },
  { id: 'needs', header: 'Also needs', value: ({ DependentActions }) => DependentActions.join(', '), width: 240 },
];

const TYPES: readonly Column<ServiceResourceType>[] = [
  { id: 'name', header: 'Resource type', value: ({ Name }) => Name, width: 200 },
  { id: 'arns', header: 'ARN', value: ({ ArnFormats }) => ArnFormats.join(' or '), width: 460 },
  { id: 'keys', header: 'Condition keys', value: ({ ConditionKeys }) => ConditionKeys.join(', '), width: 320 },
];

const KEYS: readonly Column<ServiceConditionKey>[] = [
  { id: 'name', header: 'Condition key', value: ({ Name }) => Name, width: 360 },
  {
    id: 'types',
    header: 'Type',
    value: ({ Types, IsMultivalued }) => `${Types.join(', ')}${IsMultivalued ? ', several values' : ''}`,
    width: 240,
  },
];

function Detail({ service: { Prefix, Actions, ResourceTypes, ConditionKeys } }: { service: ServiceDetail }) {
  return (
    <PageTabs
      tabs={[
        {
          id: 'actions',
          label: `Actions (${Actions.length})`,
          content: (
            <ResourceTable
              id="actions"
              title="Actions"
              description="Choose an action to see who can perform it."
              query={settled(Actions)}
              columns={actionColumns(Prefix)}
              keyOf={({ Name }) => Name}
              empty={{ title: 'No actions', text: 'The service has no actions.' }}
            />
          ),
        },
        {
          id: 'types',
          label: `Resource types (${ResourceTypes.length})`,
          content: (
            <ResourceTable
              id="types"
              title="Resource types"
              query={settled(ResourceTypes)}
              columns={TYPES}
              keyOf={({ Name }) => Name}
              empty={{ title: 'No resource types', text: 'All actions are authorized on *.' }}
            />
          ),
        },
        {
          id: 'keys',
          label: `Condition keys (${ConditionKeys.length})`,
          content: (
            <ResourceTable
              id="keys"
              title="Condition keys"
              description="Beside the global keys, which begin with aws:."
              query={settled(ConditionKeys)}
              columns={KEYS}
              keyOf={({ Name }) => Name}
              empty={{ title: 'No condition keys', text: 'The service has no keys of its own.' }}
            />
          ),
        },
      ]}
    />
  );
}
