--------------------------------------------------------
--  File created - Thursday-January-01-2026   
--------------------------------------------------------
--------------------------------------------------------
--  DDL for Table TREE
--------------------------------------------------------

  CREATE TABLE "GREEN"."TREE" 
   (	"ID" NUMBER(*,0), 
	"KIND" NVARCHAR2(50), 
	"HEIGHT" NUMBER(5,2), 
	"CODE" VARCHAR2(10 BYTE) DEFAULT NULL, 
	"HEALTHY" CHAR(1 BYTE) DEFAULT 'Y'
   ) SEGMENT CREATION DEFERRED 
  PCTFREE 10 PCTUSED 40 INITRANS 1 MAXTRANS 255 
 NOCOMPRESS LOGGING
  TABLESPACE "USERS" ;

   COMMENT ON COLUMN "GREEN"."TREE"."KIND" IS 'ชนิดของต้นไม้ ''ไทย''';
REM INSERTING into GREEN.TREE
SET DEFINE OFF;
Insert into GREEN.TREE (ID,KIND,HEIGHT,CODE,HEALTHY) values (1,'จามจุรี (it''s',12.5,null,'Y');
--------------------------------------------------------
--  DDL for Index TREE_PK
--------------------------------------------------------

  CREATE UNIQUE INDEX "GREEN"."TREE_PK" ON "GREEN"."TREE" ("ID") 
  PCTFREE 10 INITRANS 2 MAXTRANS 255 
  TABLESPACE "USERS" ;
--------------------------------------------------------
--  Constraints for Table TREE
--------------------------------------------------------

  ALTER TABLE "GREEN"."TREE" MODIFY ("KIND" NOT NULL ENABLE);
  ALTER TABLE "GREEN"."TREE" ADD CONSTRAINT "TREE_PK" PRIMARY KEY ("ID")
  USING INDEX PCTFREE 10 INITRANS 2 MAXTRANS 255 
  TABLESPACE "USERS"  ENABLE;
  ALTER TABLE "GREEN"."TREE" ADD CONSTRAINT "TREE_HEALTHY" CHECK (HEALTHY IN ('Y','N')) ENABLE;
--------------------------------------------------------
--  DDL for Trigger TREE_BI
--------------------------------------------------------

  CREATE OR REPLACE EDITIONABLE TRIGGER "GREEN"."TREE_BI" 
BEFORE INSERT ON TREE FOR EACH ROW
BEGIN
  :NEW.ID := TREE_SEQ.NEXTVAL;
END;
/
ALTER TRIGGER "GREEN"."TREE_BI" ENABLE;
