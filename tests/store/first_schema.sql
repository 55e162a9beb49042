BEGIN TRANSACTION;
CREATE TABLE change (
	revision BIGINT NOT NULL,
	seq INTEGER NOT NULL,
	at BIGINT NOT NULL,
	account TEXT NOT NULL,
	actor_arn TEXT NOT NULL,
	event_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	"key" TEXT NOT NULL,
	"before" TEXT,
	"after" TEXT,
	PRIMARY KEY (revision, seq)
);
INSERT INTO "change" VALUES(1,0,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','account','111122223333',NULL,'{"account":"111122223333","created":"2026-01-02T03:04:05.678901Z","partition":"aws-cn","alias":"acme","root_email":"root@example.com","root_password_hash":"$argon2id$x","root_password_changed":"2026-01-02T03:04:05.678901Z"}');
INSERT INTO "change" VALUES(1,1,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','user','AIDAU',NULL,'{"account":"111122223333","id":"AIDAU","name":"Ünal","path":"/a/b/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","tags":[{"key":"k","value":"v\u0000"},{"key":"","value":""}],"boundary_arn":"arn:b"}');
INSERT INTO "change" VALUES(1,2,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','group','AGPAADMINS',NULL,'{"account":"111122223333","id":"AGPAADMINS","name":"admins","path":"/","created":"2026-01-02T03:04:05.678901Z","partition":"aws"}');
INSERT INTO "change" VALUES(1,3,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','membership','AIDAU/AGPAADMINS',NULL,'{"account":"111122223333","user_id":"AIDAU","group_id":"AGPAADMINS"}');
INSERT INTO "change" VALUES(1,4,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','role','AROAR',NULL,'{"account":"111122223333","id":"AROAR","name":"reader","path":"/","created":"2026-01-02T03:04:05.678901Z","trust_policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","partition":"aws","trusted":[{"arn":"arn:aws:iam::111122223333:user/x","id":"AIDAX"}],"description":"what it is for","max_session_seconds":3600,"tags":[{"key":"a","value":"b"}],"boundary_arn":""}');
INSERT INTO "change" VALUES(1,5,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','instance-profile','AIPAI',NULL,'{"account":"111122223333","id":"AIPAI","name":"profile","path":"/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","role_id":"AROAR","tags":[]}');
INSERT INTO "change" VALUES(1,6,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','policy','ANPAP',NULL,'{"account":"111122223333","id":"ANPAP","name":"policy","path":"/","created":"2026-01-02T03:04:05.678901Z","updated":"2026-01-02T03:04:05.678901Z","versions":[{"id":"v1","document":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","created":"2026-01-02T03:04:05.678901Z"},{"id":"v3","document":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","created":"2026-01-02T03:04:05.678901Z"}],"default_version_id":"v3","last_version":3,"partition":"aws","description":null,"tags":[]}');
INSERT INTO "change" VALUES(1,7,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','inline-policy','AIDAU/inline',NULL,'{"account":"111122223333","owner_id":"AIDAU","name":"Inline","document":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}');
INSERT INTO "change" VALUES(1,8,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','attachment','AIDAU/arn:aws:iam::aws:policy/AdministratorAccess',NULL,'{"account":"111122223333","owner_id":"AIDAU","policy_arn":"arn:aws:iam::aws:policy/AdministratorAccess"}');
INSERT INTO "change" VALUES(1,9,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','access-key','AKIAK',NULL,'{"account":"111122223333","id":"AKIAK","owner_id":"AIDAU","created":"2026-01-02T03:04:05.678901Z","sealed_secret":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P3+/w==","status":"Inactive"}');
INSERT INTO "change" VALUES(1,10,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','login-profile','AIDAU',NULL,'{"account":"111122223333","user_id":"AIDAU","created":"2026-01-02T03:04:05.678901Z","password_hash":"$argon2id$y","changed":"2026-01-02T03:04:05.678901Z","reset_required":true,"former_hashes":["$z"],"max_session_seconds":null}');
INSERT INTO "change" VALUES(1,11,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','mfa-device','arn:aws:iam::111122223333:mfa/phone',NULL,'{"account":"111122223333","name":"phone","path":"/","created":"2026-01-02T03:04:05.678901Z","sealed_seed":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw==","partition":"aws","owner_id":"AIDAU","enabled":"2026-01-02T03:04:05.678901Z","drift_steps":0,"last_step":59,"tags":[]}');
INSERT INTO "change" VALUES(1,12,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','password-policy','111122223333',NULL,'{"account":"111122223333","minimum_length":12,"requires_symbols":false,"requires_numbers":false,"requires_uppercase":false,"requires_lowercase":false,"allows_change_by_user":false,"max_age_days":90,"reuse_prevention":null,"hard_expiry":null}');
INSERT INTO "change" VALUES(1,13,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','last-used','AKIAK',NULL,'{"account":"111122223333","subject":"AKIAK","at":"2026-01-02T03:04:05.678901Z","region":"us-east-1","service":"iam"}');
INSERT INTO "change" VALUES(1,14,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','ssh-public-key','APKAK',NULL,'{"account":"111122223333","id":"APKAK","owner_id":"AIDAU","uploaded":"2026-01-02T03:04:05.678901Z","openssh":"ssh-rsa AAAA","is_active":false}');
INSERT INTO "change" VALUES(1,15,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','signing-certificate','CERTIFICATE',NULL,'{"account":"111122223333","id":"CERTIFICATE","owner_id":"AIDAU","uploaded":"2026-01-02T03:04:05.678901Z","body":"-----BEGIN CERTIFICATE-----","is_active":false}');
INSERT INTO "change" VALUES(1,16,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','service-credential','ACCAK',NULL,'{"account":"111122223333","id":"ACCAK","owner_id":"AIDAU","service":"bedrock.amazonaws.com","login":"alice-at-111122223333","created":"2026-01-02T03:04:05.678901Z","secret_digest":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","expires":"2026-01-02T03:04:05.678901Z","is_active":false}');
INSERT INTO "change" VALUES(1,17,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','browser-session','LBSES',NULL,'{"account":"111122223333","id":"LBSES","principal_id":"AIDAU","created":"2026-01-02T03:04:05.678901Z","expires":"2026-01-02T03:04:05.678901Z","password_changed":"2026-01-02T03:04:05.678901Z","secret_digest":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","mfa_moment":"2026-01-02T03:04:05.678901Z","site":"https://files.example.com","parent_id":"LBSEP","user_agent":"Mozilla/5.0","source_ip":"192.0.2.7","generation":0,"renewed":null}');
INSERT INTO "change" VALUES(1,18,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','hand-over','LHANH',NULL,'{"account":"111122223333","id":"LHANH","parent_id":"LBSEP","site":"https://files.example.com","return_to":"/docs/","expires":"2026-01-02T03:04:05.678901Z","secret_digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","state_digest":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}');
INSERT INTO "change" VALUES(1,19,1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-1','own-service','files',NULL,'{"account":"111122223333","prefix":"files","document":"{\"Name\":\"files\"}","created":"2026-01-02T03:04:05.678901Z","updated":"2026-01-02T03:04:05.678901Z"}');
INSERT INTO "change" VALUES(2,0,1767323047678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-2','user','AIDAALICE',NULL,'{"account":"111122223333","id":"AIDAALICE","name":"alice","path":"/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","tags":[],"boundary_arn":""}');
INSERT INTO "change" VALUES(2,1,1767323047678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-2','user','AIDABOB',NULL,'{"account":"111122223333","id":"AIDABOB","name":"bob","path":"/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","tags":[],"boundary_arn":""}');
INSERT INTO "change" VALUES(3,0,1767323048678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-3','user','AIDAALICE','{"account":"111122223333","id":"AIDAALICE","name":"alice","path":"/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","tags":[],"boundary_arn":""}','{"account":"111122223333","id":"AIDAALICE","name":"alice","path":"/moved/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","tags":[],"boundary_arn":""}');
INSERT INTO "change" VALUES(4,0,1767323049678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-4','last-used','AKIAK','{"account":"111122223333","subject":"AKIAK","at":"2026-01-02T03:04:05.678901Z","region":"us-east-1","service":"iam"}','{"account":"111122223333","subject":"AKIAK","at":"2026-01-02T03:04:09.678901Z","region":"us-east-1","service":"iam"}');
INSERT INTO "change" VALUES(5,0,1767323050678901,'111122223333','arn:aws:iam::111122223333:user/alice','event-5','user','AIDABOB','{"account":"111122223333","id":"AIDABOB","name":"bob","path":"/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","tags":[],"boundary_arn":""}',NULL);
CREATE TABLE entity (
	kind TEXT NOT NULL,
	account TEXT NOT NULL,
	"key" TEXT NOT NULL,
	document TEXT NOT NULL,
	revision BIGINT NOT NULL,
	PRIMARY KEY (kind, account, "key")
);
INSERT INTO "entity" VALUES('account','111122223333','111122223333','{"account":"111122223333","created":"2026-01-02T03:04:05.678901Z","partition":"aws-cn","alias":"acme","root_email":"root@example.com","root_password_hash":"$argon2id$x","root_password_changed":"2026-01-02T03:04:05.678901Z"}',1);
INSERT INTO "entity" VALUES('user','111122223333','AIDAU','{"account":"111122223333","id":"AIDAU","name":"Ünal","path":"/a/b/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","tags":[{"key":"k","value":"v\u0000"},{"key":"","value":""}],"boundary_arn":"arn:b"}',1);
INSERT INTO "entity" VALUES('group','111122223333','AGPAADMINS','{"account":"111122223333","id":"AGPAADMINS","name":"admins","path":"/","created":"2026-01-02T03:04:05.678901Z","partition":"aws"}',1);
INSERT INTO "entity" VALUES('membership','111122223333','AIDAU/AGPAADMINS','{"account":"111122223333","user_id":"AIDAU","group_id":"AGPAADMINS"}',1);
INSERT INTO "entity" VALUES('role','111122223333','AROAR','{"account":"111122223333","id":"AROAR","name":"reader","path":"/","created":"2026-01-02T03:04:05.678901Z","trust_policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","partition":"aws","trusted":[{"arn":"arn:aws:iam::111122223333:user/x","id":"AIDAX"}],"description":"what it is for","max_session_seconds":3600,"tags":[{"key":"a","value":"b"}],"boundary_arn":""}',1);
INSERT INTO "entity" VALUES('instance-profile','111122223333','AIPAI','{"account":"111122223333","id":"AIPAI","name":"profile","path":"/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","role_id":"AROAR","tags":[]}',1);
INSERT INTO "entity" VALUES('policy','111122223333','ANPAP','{"account":"111122223333","id":"ANPAP","name":"policy","path":"/","created":"2026-01-02T03:04:05.678901Z","updated":"2026-01-02T03:04:05.678901Z","versions":[{"id":"v1","document":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","created":"2026-01-02T03:04:05.678901Z"},{"id":"v3","document":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","created":"2026-01-02T03:04:05.678901Z"}],"default_version_id":"v3","last_version":3,"partition":"aws","description":null,"tags":[]}',1);
INSERT INTO "entity" VALUES('inline-policy','111122223333','AIDAU/inline','{"account":"111122223333","owner_id":"AIDAU","name":"Inline","document":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}',1);
INSERT INTO "entity" VALUES('attachment','111122223333','AIDAU/arn:aws:iam::aws:policy/AdministratorAccess','{"account":"111122223333","owner_id":"AIDAU","policy_arn":"arn:aws:iam::aws:policy/AdministratorAccess"}',1);
INSERT INTO "entity" VALUES('access-key','111122223333','AKIAK','{"account":"111122223333","id":"AKIAK","owner_id":"AIDAU","created":"2026-01-02T03:04:05.678901Z","sealed_secret":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P3+/w==","status":"Inactive"}',1);
INSERT INTO "entity" VALUES('login-profile','111122223333','AIDAU','{"account":"111122223333","user_id":"AIDAU","created":"2026-01-02T03:04:05.678901Z","password_hash":"$argon2id$y","changed":"2026-01-02T03:04:05.678901Z","reset_required":true,"former_hashes":["$z"],"max_session_seconds":null}',1);
INSERT INTO "entity" VALUES('mfa-device','111122223333','arn:aws:iam::111122223333:mfa/phone','{"account":"111122223333","name":"phone","path":"/","created":"2026-01-02T03:04:05.678901Z","sealed_seed":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw==","partition":"aws","owner_id":"AIDAU","enabled":"2026-01-02T03:04:05.678901Z","drift_steps":0,"last_step":59,"tags":[]}',1);
INSERT INTO "entity" VALUES('password-policy','111122223333','111122223333','{"account":"111122223333","minimum_length":12,"requires_symbols":false,"requires_numbers":false,"requires_uppercase":false,"requires_lowercase":false,"allows_change_by_user":false,"max_age_days":90,"reuse_prevention":null,"hard_expiry":null}',1);
INSERT INTO "entity" VALUES('last-used','111122223333','AKIAK','{"account":"111122223333","subject":"AKIAK","at":"2026-01-02T03:04:09.678901Z","region":"us-east-1","service":"iam"}',4);
INSERT INTO "entity" VALUES('ssh-public-key','111122223333','APKAK','{"account":"111122223333","id":"APKAK","owner_id":"AIDAU","uploaded":"2026-01-02T03:04:05.678901Z","openssh":"ssh-rsa AAAA","is_active":false}',1);
INSERT INTO "entity" VALUES('signing-certificate','111122223333','CERTIFICATE','{"account":"111122223333","id":"CERTIFICATE","owner_id":"AIDAU","uploaded":"2026-01-02T03:04:05.678901Z","body":"-----BEGIN CERTIFICATE-----","is_active":false}',1);
INSERT INTO "entity" VALUES('service-credential','111122223333','ACCAK','{"account":"111122223333","id":"ACCAK","owner_id":"AIDAU","service":"bedrock.amazonaws.com","login":"alice-at-111122223333","created":"2026-01-02T03:04:05.678901Z","secret_digest":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","expires":"2026-01-02T03:04:05.678901Z","is_active":false}',1);
INSERT INTO "entity" VALUES('browser-session','111122223333','LBSES','{"account":"111122223333","id":"LBSES","principal_id":"AIDAU","created":"2026-01-02T03:04:05.678901Z","expires":"2026-01-02T03:04:05.678901Z","password_changed":"2026-01-02T03:04:05.678901Z","secret_digest":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","mfa_moment":"2026-01-02T03:04:05.678901Z","site":"https://files.example.com","parent_id":"LBSEP","user_agent":"Mozilla/5.0","source_ip":"192.0.2.7","generation":0,"renewed":null}',1);
INSERT INTO "entity" VALUES('hand-over','111122223333','LHANH','{"account":"111122223333","id":"LHANH","parent_id":"LBSEP","site":"https://files.example.com","return_to":"/docs/","expires":"2026-01-02T03:04:05.678901Z","secret_digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","state_digest":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}',1);
INSERT INTO "entity" VALUES('own-service','111122223333','files','{"account":"111122223333","prefix":"files","document":"{\"Name\":\"files\"}","created":"2026-01-02T03:04:05.678901Z","updated":"2026-01-02T03:04:05.678901Z"}',1);
INSERT INTO "entity" VALUES('user','111122223333','AIDAALICE','{"account":"111122223333","id":"AIDAALICE","name":"alice","path":"/moved/","created":"2026-01-02T03:04:05.678901Z","partition":"aws","tags":[],"boundary_arn":""}',3);
CREATE TABLE event (
	seq INTEGER NOT NULL,
	id TEXT NOT NULL,
	at BIGINT NOT NULL,
	account TEXT NOT NULL,
	principal_arn TEXT NOT NULL,
	access_key_id TEXT NOT NULL,
	event_source TEXT NOT NULL,
	event_name TEXT NOT NULL,
	error_code TEXT NOT NULL,
	source_ip TEXT NOT NULL,
	document TEXT NOT NULL,
	PRIMARY KEY (seq)
);
INSERT INTO "event" VALUES(1,'event-1',1767323046678901,'111122223333','arn:aws:iam::111122223333:user/alice','AKIAALICE','iam.amazonaws.com','CreateUser','','192.0.2.1','{"eventID":"event-1"}');
INSERT INTO "event" VALUES(2,'event-2',1767323047678901,'111122223333','arn:aws:iam::111122223333:user/alice','AKIAALICE','iam.amazonaws.com','CreateUser','','192.0.2.1','{"eventID":"event-2"}');
INSERT INTO "event" VALUES(3,'event-3',1767323048678901,'111122223333','arn:aws:iam::111122223333:user/alice','AKIAALICE','iam.amazonaws.com','CreateUser','','192.0.2.1','{"eventID":"event-3"}');
INSERT INTO "event" VALUES(4,'event-4',1767323049678901,'111122223333','arn:aws:iam::111122223333:user/alice','AKIAALICE','iam.amazonaws.com','CreateUser','','192.0.2.1','{"eventID":"event-4"}');
INSERT INTO "event" VALUES(5,'event-5',1767323050678901,'111122223333','arn:aws:iam::111122223333:user/alice','AKIAALICE','iam.amazonaws.com','CreateUser','','192.0.2.1','{"eventID":"event-5"}');
INSERT INTO "event" VALUES(6,'event-6',1767323051678901,'111122223333','arn:aws:iam::111122223333:user/alice','AKIAALICE','iam.amazonaws.com','GetUser','AccessDenied','192.0.2.1','{"eventID":"event-6"}');
INSERT INTO "event" VALUES(7,'event-7',1767323052678901,'111122223333','arn:aws:iam::111122223333:user/alice','AKIAALICE','iam.amazonaws.com','CreateUser','','192.0.2.9','{"eventID":"event-7"}');
CREATE TABLE meta (
	id INTEGER NOT NULL,
	format TEXT NOT NULL,
	store_id TEXT NOT NULL,
	revision BIGINT NOT NULL,
	at BIGINT NOT NULL,
	sealed_keys BLOB,
	PRIMARY KEY (id),
	CONSTRAINT single_row CHECK (id = 1)
);
INSERT INTO "meta" VALUES(1,'limen','0123456789abcdef0123456789abcdef',5,1767323050678901,X'01616263647365616C6564');
CREATE TABLE schema_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "schema_version" VALUES('0001');
CREATE INDEX change_by_time ON change (at);
CREATE INDEX event_by_time ON event (at);
CREATE INDEX event_by_account ON event (account, at);
CREATE INDEX event_by_principal ON event (principal_arn, at);
CREATE INDEX event_by_access_key ON event (access_key_id, at);
CREATE INDEX event_by_name ON event (event_name, at);
COMMIT;
