/** Shows the error of a page that cannot be rendered. The navigation keeps working. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode } from 'react';

interface State {
  readonly error?: Error;
}

export class PageBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = {};

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Alert
        type="error"
        header="This page cannot be shown"
        action={<Button onClick={() => window.location.reload()}>Load again</Button>}
      >
        {error.message}. If the server was updated, loading the page again helps.
      </Alert>
    );
  }
}
