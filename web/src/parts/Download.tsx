// A link to something the server makes. Where a token is needed a link cannot carry it: then it is fetched and handed on.
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { address, request, type Params } from '../api/client';
import { secret } from '../app/kept';
import { Failure } from './Failure';

const LET_GO_MS = 60_000;

export function Download(props: {
  path: string;
  params?: Params;
  name?: string; // of the file; without it the answer is opened
  icon?: ReactNode;
  size?: 'small';
  link?: boolean;
  title?: string;
  children: ReactNode;
}) {
  const { path, params, name } = props;
  const [error, setError] = useState<Error | null>(null);
  const hand = async () => {
    setError(null);
    try {
      const response = await request(path, {
        ...(params ? { params } : {}),
        headers: { Accept: '*/*' },
      });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      if (name) link.download = name;
      else link.target = '_blank';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), LET_GO_MS);
    } catch (problem) {
      setError(problem as Error);
    }
  };
  return (
    <>
      <Button
        icon={props.icon}
        {...(props.size ? { size: props.size } : {})}
        {...(props.link ? { type: 'link' as const } : {})}
        {...(props.title ? { title: props.title } : {})}
        {...(secret.read()
          ? { onClick: () => void hand() }
          : { href: address(path, params), ...(name ? { download: name } : { target: '_blank' }) })}
      >
        {props.children}
      </Button>
      {error && <Failure error={error} />}
    </>
  );
}
