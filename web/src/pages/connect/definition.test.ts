import { describe, expect, it } from 'vitest';
import { suggest } from '../../../mock/data/connect';
import { draftOf, scalar, undecided, yamlOf } from './definition';

describe('definition', () => {
  const suggestion = suggest();

  it('is the server’s own text as long as nobody changes anything', () => {
    expect(yamlOf(suggestion, draftOf(suggestion))).toContain(suggestion.yaml.trim());
  });

  it('takes what a person decided and leaves the rest', () => {
    const draft = { ...draftOf(suggestion), title: '证书: 新', resource: 'hrss.other' };
    const yaml = yamlOf(suggestion, draft);
    expect(yaml).toContain('title: "证书: 新"');
    expect(scalar(yaml, 'resource')).toBe('hrss.other');
    expect(yaml).toContain('open: {type: denied, basis: 个人信息}');
    expect(yaml).toContain('备注: remark');
  });

  it('writes fields and key anew when a column changes', () => {
    const draft = draftOf(suggestion);
    const columns = draft.columns.map((each) => ({ ...each, key: each.field === 'id_number' }));
    const yaml = yamlOf(suggestion, { ...draft, columns });
    expect(scalar(yaml, 'key')).toBe('id_number');
    expect(yaml.match(/^ {2}- \{name/gm)).toHaveLength(7);
  });

  it('says what is not decided', () => {
    const draft = draftOf(suggestion);
    expect(undecided(draft)).toEqual([]);
    const columns = draft.columns.map((each) => ({ ...each, key: false }));
    expect(undecided({ resource: 'X', title: ' ', provider: '', update: '', columns })).toEqual([
      'resource',
      'title',
      'provider',
      'key',
    ]);
  });
});
