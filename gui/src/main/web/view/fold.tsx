// Parts that open and close. The address says which ones are not as usual.

import type {ComponentChildren, JSX} from 'preact';
import {listOf} from './hash';
import {toggled, useScope, useView} from './state';

export function Fold({name, usually = false, title, summary, children}: {
  name: string; usually?: boolean; title?: string; summary: ComponentChildren; children: ComponentChildren;
}): JSX.Element {
  const scope = useScope();
  const isOpen = (folds: string) => usually !== listOf(folds).includes(name);
  return (
    <details open={isOpen(useView().folds)} onToggle={(event) => {
      // Also told when the address has opened it.
      if (event.currentTarget.open !== isOpen(scope.view.folds)) {
        scope.show({folds: toggled(scope.view.folds, name)}, true);
      }
    }}>
      <summary title={title}>{summary}</summary>
      {children}
    </details>
  );
}
