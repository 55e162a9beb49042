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

export const ROUTES: readonly Route[] = [
  route('/', () => import('../pages/dashboard/DashboardPage')),
  route('/users', () => import('../pages/users/UsersPage')),
  route('/users/create', () => import('../pages/users/CreateUserPage')),
  route('/users/details/:name', () => import('../pages/users/UserPage')),
  route('/groups', () => import('../pages/groups/GroupsPage')),
  route('/groups/create', () => import('../pages/groups/CreateGroupPage')),
  route('/groups/details/:name', () => import('../pages/groups/GroupPage')),
  route('/policies', () => import('../pages/policies/PoliciesPage')),
  route('/policies/create', () => import('../pages/policies/CreatePolicyPage')),
  route('/policies/details/:arn', () => import('../pages/policies/PolicyPage')),
  route('/policies/details/:arn/edit', () => import('../pages/policies/EditPolicyPage')),
  route('/roles', () => import('../pages/roles/RolesPage')),
  route('/roles/create', () => import('../pages/roles/CreateRolePage')),
  route('/roles/details/:name', () => import('../pages/roles/RolePage')),
  route('/switch-role', () => import('../pages/switch-role/SwitchRolePage')),
  route('/account', () => import('../pages/account/AccountPage')),
  route('/simulator', () => import('../pages/simulator/SimulatorPage')),
  route('/who-can', () => import('../pages/who-can/WhoCanPage')),
  route('/what-can', () => import('../pages/what-can/WhatCanPage')),
  route('/why', () => import('../pages/why/WhyPage')),
  route('/services', () => import('../pages/services/ServicesPage')),
  route('/services/:prefix', () => import('../pages/services/ServicePage')),
  route('/server', () => import('../pages/server/ServerPage')),
  route('/audit', () => import('../pages/audit/AuditPage')),
  route('/security', () => import('../pages/security/SecurityPage')),
  route('/:kind/details/:name/attach', () => import('../pages/permissions/AttachPage')),
  route('/:kind/details/:name/inline', () => import('../pages/permissions/InlinePolicyPage')),
  route('/:kind/details/:name/inline/:policy', () => import('../pages/permissions/InlinePolicyPage')),
];

export interface Found {
  readonly route: Route;
  readonly params: Params;
}

/** The first matching route is used, so literal addresses come before patterns. */
export function findPage(path: string): Found | undefined {
  for (const candidate of ROUTES) {
    const params = matchPath(candidate.path, path);
    if (params) return { route: candidate, params };
  }
  return undefined;
}
