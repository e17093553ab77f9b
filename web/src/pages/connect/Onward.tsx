// The foot of a step: back, what still stands in the way, on.
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords, type Word } from '../../words';

export function Onward(props: {
  word: Word;
  next: () => void;
  back?: () => void;
  blocked?: boolean;
  busy?: boolean;
  children?: ReactNode;
}) {
  const t = useWords();
  return (
    <div className="row onward">
      {props.back && <Button onClick={props.back}>{t('connect.back')}</Button>}
      <Button
        type="primary"
        onClick={props.next}
        disabled={props.blocked ?? false}
        loading={props.busy ?? false}
      >
        {t(props.word)}
      </Button>
      {props.children}
    </div>
  );
}
