/** The catalog for one editor: services are asked for once each. A service that the server does not know is `undefined`. */
import { createContext, useContext } from 'react';
import { send } from '../../api/call';
import { codeOf } from '../../api/errors';
import {
  getServiceCommand,
  listServicesCommand,
  type ServiceConditionKey,
  type ServiceDetail,
  type ServiceList,
} from '../../api/explanations';
import { type Query, useQuery } from '../../api/useQuery';

export interface Catalog {
  readonly list: () => Promise<ServiceList>;
  readonly service: (prefix: string) => Promise<ServiceDetail | undefined>;
}

export function makeCatalog(): Catalog {
  const services = new Map<string, Promise<ServiceDetail | undefined>>();
  let list: Promise<ServiceList> | undefined;
  return {
    list: () => {
      list ??= send(listServicesCommand());
      return list;
    },
    service: (prefix) => {
      const found = services.get(prefix) ?? readService(prefix);
      services.set(prefix, found);
      return found;
    },
  };
}

async function readService(prefix: string): Promise<ServiceDetail | undefined> {
  try {
    return await send(getServiceCommand(prefix));
  } catch (error) {
    if (codeOf(error).startsWith('ResourceNotFound')) return undefined;
    throw error;
  }
}

export const CatalogContext = createContext<Catalog>(makeCatalog());

/** All services; without permission for it, names can still be typed. */
export function useServiceList(): Query<ServiceList> {
  const catalog = useContext(CatalogContext);
  return useQuery('services', catalog.list);
}

export function useServices(prefixes: readonly string[]): Query<readonly ServiceDetail[]> {
  const catalog = useContext(CatalogContext);
  return useQuery(`services ${prefixes.join(' ')}`, async () => {
    const found = await Promise.all(prefixes.map(catalog.service));
    return found.filter((each) => each !== undefined);
  });
}

/** The keys of the services, then the keys of all services, each once. */
export function mergeKeys(
  services: readonly ServiceDetail[],
  list: ServiceList | undefined,
): readonly ServiceConditionKey[] {
  const all = [...services.flatMap(({ ConditionKeys }) => ConditionKeys), ...(list?.GlobalConditionKeys ?? [])];
  return [...new Map(all.map((key) => [key.Name.toLowerCase(), key])).values()];
}
