/** Buttons side by side, with the same space between all of them. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Children, Fragment, isValidElement, type ReactNode } from 'react';

export const Buttons = ({ children }: { children: ReactNode }) => (
  <SpaceBetween direction="horizontal" size="xs">
    {flatten(children)}
  </SpaceBetween>
);

/** `SpaceBetween` puts its space between children, and takes a fragment for one child. */
const flatten = (children: ReactNode): ReactNode[] =>
  Children.toArray(children).flatMap((child) =>
    isValidElement<{ children?: ReactNode }>(child) && child.type === Fragment
      ? flatten(child.props.children)
      : [child],
  );
