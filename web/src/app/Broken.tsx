// Keeps a mistake of ours in one page from taking the shell away.
import { Component, type ReactNode } from 'react';
import { Failure } from '../parts/Failure';

export class Broken extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return <Failure error={this.state.error} retry={() => window.location.reload()} />;
  }
}
