// Which page an address shows. Each room is a chunk of its own.
import { lazy, Suspense, useEffect } from 'react';
import { Route, Routes, useLocation } from 'react-router-dom';
import { Waiting } from '../parts/Waiting';
import { Overview } from '../pages/overview/Overview';
import { NotFound } from './NotFound';
import { Broken } from './Broken';
import { Shell } from './Shell';

const Resources = lazy(() => import('../pages/resources/Resources'));
const Resource = lazy(() => import('../pages/resources/Resource'));
const Runs = lazy(() => import('../pages/runs/Runs'));
const Run = lazy(() => import('../pages/runs/Run'));
const Quarantine = lazy(() => import('../pages/quarantine/Quarantine'));
const QuarantineRows = lazy(() => import('../pages/quarantine/QuarantineRows'));
const Quality = lazy(() => import('../pages/quality/Quality'));
const Libraries = lazy(() => import('../pages/libraries/Libraries'));
const Library = lazy(() => import('../pages/libraries/Library'));
const Subjects = lazy(() => import('../pages/subjects/Subjects'));
const Subject = lazy(() => import('../pages/subjects/Subject'));
const Connect = lazy(() => import('../pages/connect/Connect'));
const System = lazy(() => import('../pages/system/System'));

export function Rooms() {
  const { pathname } = useLocation();
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <Shell>
      <Broken key={pathname}>
        <Suspense fallback={<Waiting />}>
          <Routes>
            <Route path="/" element={<Overview />} />
            <Route path="/resources" element={<Resources />} />
            <Route path="/resources/:resource" element={<Resource />} />
            <Route path="/runs" element={<Runs />} />
            <Route path="/runs/:run" element={<Run />} />
            <Route path="/quarantine" element={<Quarantine />} />
            <Route path="/quarantine/:resource" element={<QuarantineRows />} />
            <Route path="/quality" element={<Quality />} />
            <Route path="/libraries" element={<Libraries />} />
            <Route path="/libraries/:library" element={<Library />} />
            <Route path="/subjects" element={<Subjects />} />
            <Route path="/subjects/:number" element={<Subject />} />
            <Route path="/connect" element={<Connect />} />
            <Route path="/system" element={<System />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </Broken>
    </Shell>
  );
}
