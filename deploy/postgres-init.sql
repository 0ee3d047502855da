-- Two roles, made once when the database is first set up: one migrates and owns, one runs and can rewrite nothing.
\getenv owner_password OPSNAP_OWNER_PASSWORD
\getenv app_password OPSNAP_APP_PASSWORD
CREATE ROLE opsnap_owner LOGIN NOCREATEDB PASSWORD :'owner_password';
CREATE ROLE opsnap_app LOGIN NOCREATEDB PASSWORD :'app_password';
CREATE DATABASE opsnap OWNER opsnap_owner;
REVOKE ALL ON DATABASE opsnap FROM PUBLIC;
GRANT CONNECT ON DATABASE opsnap TO opsnap_owner, opsnap_app;
