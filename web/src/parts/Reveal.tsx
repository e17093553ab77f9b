// Personal values stay masked until someone says what for; the server keeps a record of it.
import { EyeOutlined } from '@ant-design/icons';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../words';

const LEAST = 4;
const MOST = 200;

export function Reveal(props: { purpose: string; reveal: (purpose: string) => void }) {
  const t = useWords();
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState('');
  const enough = text.trim().length >= LEAST;
  const give = () => {
    if (!enough) return;
    props.reveal(text.trim());
    setAsking(false);
  };
  if (props.purpose)
    return (
      <span className="row">
        <span className="small soft">{t('reveal.shown', { purpose: props.purpose })}</span>
        <Button size="small" onClick={() => props.reveal('')}>
          {t('reveal.hide')}
        </Button>
      </span>
    );
  return (
    <>
      <Button icon={<EyeOutlined />} onClick={() => setAsking(true)}>
        {t('reveal.show')}
      </Button>
      <Modal
        open={asking}
        title={t('reveal.title')}
        okText={t('reveal.confirm')}
        cancelText={t('reveal.cancel')}
        okButtonProps={{ disabled: !enough }}
        onOk={give}
        onCancel={() => setAsking(false)}
      >
        <p>{t('reveal.text')}</p>
        <label>
          {t('reveal.purpose')}
          <Input
            autoFocus
            maxLength={MOST}
            value={text}
            placeholder={t('reveal.example')}
            onChange={(change) => setText(change.target.value)}
            onPressEnter={give}
          />
        </label>
      </Modal>
    </>
  );
}
