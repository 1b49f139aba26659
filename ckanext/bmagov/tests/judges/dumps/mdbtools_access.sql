-- ----------------------------------------------------------
-- MDB Tools - A library for reading MS Access database files
-- Copyright (C) 2000-2011 Brian Bruns and others.
-- Files in libmdb are licensed under LGPL and the utilities under
-- the GPL, see COPYING.LIB and COPYING files respectively.
-- Check out http://mdbtools.sourceforge.net
-- ----------------------------------------------------------

-- That file uses encoding UTF-8

CREATE TABLE [ผู้สูงอายุ]
 (
	[ID]			Long Integer, 
	[ชื่อ นามสกุล]			Text (100), 
	[วันเกิด]			DateTime, 
	[เบี้ย]			Currency, 
	[รับแล้ว]			Boolean NOT NULL, 
	[หมายเหตุ]			Memo/Hyperlink (255), 
	[ภาพ]			OLE (255), 
	[อายุ]			Byte, 
	[น้ำหนัก]			Single, 
	[ส่วนสูง]			Double, 
	[ลำดับ]			Integer
);

CREATE TABLE [Visits]
 (
	[VisitID]			Long Integer NOT NULL, 
	[PersonID]			Long Integer
);
