import { Modal } from 'antd';
import { useWords, type Word } from '../words';

const keys: [string, Word][] = [
  ['/', 'help.search'],
  ['j', 'help.next'],
  ['k', 'help.previous'],
  ['Enter', 'help.open'],
  ['Esc', 'help.close'],
  ['?', 'help.this'],
];

export function Help({ close }: { close: () => void }) {
  const t = useWords();
  return (
    <Modal open title={t('help.title')} footer={null} onCancel={close}>
      <dl className="facts">
        {keys.flatMap(([key, word]) => [
          <dt key={key}>
            <kbd>{key}</kbd>
          </dt>,
          <dd key={word}>{t(word)}</dd>,
        ])}
      </dl>
      <p className="soft small" style={{ marginTop: 16 }}>
        {t('help.links')}
      </p>
      <a href="/api/docs">{t('help.api')}</a>
    </Modal>
  );
}
