/** Every page: its address and the module that shows it, which is fetched when the page is first opened. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { matchPath, type Params } from './router';

export interface PageProps {
  readonly params: Params;
}

export interface Route {
  readonly path: string;
  readonly Page: LazyExoticComponent<ComponentType<PageProps>>;
}

type Load = () => Promise<{ default: ComponentType<PageProps> }>;

const route = (path: string, load: Load): Route => ({ path, Page: lazy(load) });

export const ROUTES: readonly Route[] = [route('/', () => import('../pages/dashboard/DashboardPage'))];

export interface Found {
  readonly route: Route;
  readonly params: Params;
}

/** The first route that fits wins, so literal addresses stand before patterns. */
export function findPage(path: string): Found | undefined {
  for (const candidate of ROUTES) {
    const params = matchPath(candidate.path, path);
    if (params) return { route: candidate, params };
  }
  return undefined;
}
