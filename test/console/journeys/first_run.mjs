// Nothing is loaded: the first page says what to do, in three steps, and every room teaches.
export const wants = { empty: true };

export async function go({ page, shot, server }) {
  await page.goto(`${server}/`);
  await page.getByRole('heading', { name: '欢迎使用聚通' }).waitFor();
  await page.getByRole('button', { name: '接入数据表' }).waitFor();
  await shot('guide');
  await page.getByRole('button', { name: '看资源目录' }).click();
  await page.getByRole('heading', { name: '资源', exact: true }).waitFor();
  await shot('resources');
  await page.goto(`${server}/runs`);
  await page.getByRole('heading', { name: '运行', exact: true }).waitFor();
  await shot('runs');
}
