USE [master]
GO
/****** Object:  Database [Library] ******/
CREATE DATABASE [Library]
 CONTAINMENT = NONE
 ON  PRIMARY 
( NAME = N'Library', FILENAME = N'C:\Data\Library.mdf' , SIZE = 8192KB , MAXSIZE = UNLIMITED, FILEGROWTH = 65536KB )
GO
ALTER DATABASE [Library] SET COMPATIBILITY_LEVEL = 150
GO
USE [Library]
GO
CREATE TYPE [dbo].[Isbn] FROM [varchar](13) NOT NULL
GO
CREATE TABLE [lib].[Book](
	[Isbn] [varchar](13) NOT NULL,
	[Title] [nvarchar](400) NOT NULL,
	[Pages] [smallint] NULL,
	[Bought] [smalldatetime] NULL,
	[Weight] [real] NULL,
PRIMARY KEY CLUSTERED 
(
	[Isbn] ASC
)WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
CREATE PROCEDURE [lib].[Clean] AS
BEGIN
  CREATE TABLE #work (id int);
  DELETE FROM [lib].[Book];
END
GO
INSERT [lib].[Book] ([Isbn], [Title], [Pages], [Bought], [Weight]) VALUES (N'1', N'สามก๊ก (it''s
GO
first', 100, CAST(N'2020-01-01T00:00:00' AS SmallDateTime), 1.5)
GO
INSERT [lib].[Book] ([Isbn], [Title], [Pages], [Bought], [Weight]) VALUES (N'2', N'พระอภัยมณี', NULL, NULL, NULL)
GO
