-- This CLP file was created using DB2LOOK Version "11.5" 
-- Timestamp: Thu Jan  1 09:00:00 2026
-- Database Name: CITY          
-- Database Manager Version: DB2/LINUXX8664 Version 11.5.8.0

CONNECT TO CITY;

------------------------------------------------
-- DDL Statements for Table "FIN "."INVOICE"
------------------------------------------------

CREATE TABLE "FIN     "."INVOICE"  (
		  "ID" INTEGER NOT NULL GENERATED ALWAYS AS IDENTITY (  
		    START WITH +1  
		    INCREMENT BY +1  
		    MINVALUE +1  
		    MAXVALUE +2147483647  
		    NO CYCLE  
		    CACHE 20  
		    NO ORDER ) , 
		  "NO" CHAR(10 OCTETS) NOT NULL , 
		  "PAYER" VARCHAR(100 CODEUNITS32) , 
		  "AMOUNT" DECIMAL(15,2) NOT NULL WITH DEFAULT 0 , 
		  "RATE" DECFLOAT(34) , 
		  "DUE" DATE , 
		  "STAMP" TIMESTAMP(6) NOT NULL WITH DEFAULT CURRENT TIMESTAMP , 
		  "SCAN" BLOB(1048576) LOGGED NOT COMPACT , 
		  "TEXT" CLOB(1048576 OCTETS) LOGGED NOT COMPACT , 
		  "CODE" CHAR(4 OCTETS) FOR BIT DATA )   
		 IN "USERSPACE1"  
		 ORGANIZE BY ROW; 

COMMENT ON TABLE "FIN     "."INVOICE" IS 'ใบแจ้งหนี้';

COMMENT ON COLUMN "FIN     "."INVOICE"."AMOUNT" IS 'จำนวนเงิน';

-- DDL Statements for Primary Key on Table "FIN "."INVOICE"

ALTER TABLE "FIN     "."INVOICE" 
	ADD CONSTRAINT "PK_INVOICE" PRIMARY KEY
		("ID");

CREATE UNIQUE INDEX "FIN     "."INVOICE_NO" ON "FIN     "."INVOICE" 
		("NO" ASC)
		
		COMPRESS NO 
		INCLUDE NULL KEYS ALLOW REVERSE SCANS;

COMMIT WORK;

CONNECT RESET;

TERMINATE;
