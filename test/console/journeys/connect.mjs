// A table becomes a resource: upload, columns, checks, preview, save, first run. And a run is followed live.
const HEAD = '身份证号,姓名,证书编号,职业名称,发证日期,手机,备注';
const ROWS = [
  '11010519491231002X,王建国,2637000012345,电工,2024-03-01,13805312034,',
  '440524188001010014,李小红,2637000012346,养老护理员,2023/11/20,15905318842,补发',
  '110105194912310021,张三,2637000012347,焊工,2024.02.30,1380531,',
];

export async function go({ page, shot, server, shade }) {
  await page.goto(`${server}/connect`);
  await page.getByRole('heading', { name: '上传文件' }).waitFor();
  await shot('source');
  await page.locator('input[type=file]').setInputFiles({
    name: `职业技能证书_${shade}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(`${HEAD}\n${ROWS.join('\n')}\n`),
  });
  await page.getByRole('button', { name: '下一步：试核对' }).waitFor();
  const isNew = page.getByRole('button', { name: '登记为新资源' });
  if (await isNew.isVisible()) await isNew.click();
  const provider = page.getByLabel('提供部门');
  await provider.click();
  await page.locator('.ant-select-item-option').first().click();
  const name = page.getByLabel('代号');
  const once = Date.now().toString(36); // so that a server can be asked again
  await name.fill(`${(await name.inputValue()).split('.')[0]}.skill_${once}`);
  await page.getByLabel('资源名称').fill(`职业技能证书 ${once}`);
  const key = page.getByLabel('证书编号 是主键');
  if (!(await key.isChecked())) await key.check();
  await shot('columns');
  await page.getByRole('button', { name: '下一步：试核对' }).click();
  await page.getByText('的行可以接收').waitFor();
  await shot('checks');
  await page.getByRole('button', { name: '下一步：预览' }).click();
  await page.getByRole('heading', { name: /将会这样保存/ }).waitFor();
  await shot('preview');
  await page.getByRole('button', { name: '下一步：保存' }).click();
  await page.getByRole('button', { name: '保存并首次归集' }).waitFor();
  await shot('save');
  await page.getByRole('button', { name: '保存并首次归集' }).click();
  await page.waitForURL(/\/runs\/\d+$/);
  await page.getByRole('heading', { name: '记录' }).waitFor();
  await shot('run');
}
