create or replace database CITY;

create or replace schema CITY.PUBLIC;

create or replace TABLE CITY.PUBLIC.BUDGET (
	ID NUMBER(38,0) NOT NULL autoincrement start 1 increment 1 noorder COMMENT 'เลขที่',
	NAME VARCHAR(16777216) COMMENT 'ชื่อโครงการ',
	AMOUNT NUMBER(18,2) DEFAULT 0,
	ACTIVE BOOLEAN,
	DETAIL VARIANT,
	LOADED_AT TIMESTAMP_NTZ(9) DEFAULT CURRENT_TIMESTAMP(),
	TZ TIMESTAMP_LTZ(9),
	RATIO FLOAT,
	constraint BUDGET_PK primary key (ID)
)COMMENT='งบประมาณ'
;
