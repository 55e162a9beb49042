/** The catalog: every service that policies can name. */
import { send } from '../../api/call';
import { listServicesCommand, type ServiceSummary } from '../../api/explanations';
import { useQuery } from '../../api/useQuery';
import { useChrome } from '../../app/chrome';
import { segment } from '../../app/router';
import { PageLink } from '../../components/EntityLink';
import { type Column, ResourceTable } from '../../components/ResourceTable';

const COLUMNS: readonly Column<ServiceSummary>[] = [
  {
    id: 'title',
    header: 'Service',
    value: ({ Title }) => Title,
    cell: ({ Prefix, Title }) => <PageLink to={`/services/${segment(Prefix)}`} text={Title} />,
    width: 360,
  },
  { id: 'prefix', header: 'Prefix of its actions', value: ({ Prefix }) => `${Prefix}:`, width: 220 },
  {
    id: 'source',
    header: 'Described by',
    value: ({ IsOwn, Prefix }) => (IsOwn ? 'This account' : Prefix === 'limen' ? 'Limen' : 'AWS'),
    width: 160,
  },
];

export default function ServicesPage() {
  useChrome('Services and actions');
  const services = useQuery('services', async () => (await send(listServicesCommand())).Services);
  return (
    <ResourceTable
      id="services"
      title="Services"
      description="What policies can name: actions, resource types and condition keys."
      variant="full-page"
      query={services}
      columns={COLUMNS}
      keyOf={({ Prefix }) => Prefix}
      empty={{ title: 'No services', text: 'The catalog is empty.' }}
    />
  );
}
