USE [Inspection]
GO
/****** Object:  Table [dbo].[Building]    Script Date: 1/1/2569 9:00:00 ******/
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
CREATE TABLE [dbo].[Building](
	[BuildingId] [int] IDENTITY(1,1) NOT FOR REPLICATION NOT NULL,
	[Name] [nvarchar](200) COLLATE Thai_CI_AS NOT NULL,
	[ชั้น] [tinyint] NULL,
	[Area] [decimal](12, 2) NULL,
	[Cost] [money] NULL,
	[Built] [date] NULL,
	[Checked] [datetime2](7) NULL,
	[IsRisky] [bit] NOT NULL,
	[Guid] [uniqueidentifier] ROWGUIDCOL  NOT NULL,
	[Photo] [varbinary](max) NULL,
	[Shape] [geography] NULL,
	[Note] [nvarchar](max) NULL,
	[Doc] [xml] NULL,
	[CostPerArea]  AS ([Cost]/[Area]) PERSISTED,
	[Version] [timestamp] NOT NULL,
	[OwnerId] [dbo].[CitizenId] NULL,
 CONSTRAINT [PK_Building] PRIMARY KEY CLUSTERED 
(
	[BuildingId] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON) ON [PRIMARY],
 CONSTRAINT [UQ_Name] UNIQUE NONCLUSTERED 
(
	[Name] ASC
)WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
ALTER TABLE [dbo].[Building] ADD  CONSTRAINT [DF_IsRisky]  DEFAULT ((0)) FOR [IsRisky]
GO
ALTER TABLE [dbo].[Building] ADD  DEFAULT (newid()) FOR [Guid]
GO
ALTER TABLE [dbo].[Building]  WITH CHECK ADD  CONSTRAINT [FK_Owner] FOREIGN KEY([OwnerId])
REFERENCES [dbo].[Owner] ([OwnerId])
GO
ALTER TABLE [dbo].[Building] CHECK CONSTRAINT [FK_Owner]
GO
ALTER TABLE [dbo].[Building]  WITH CHECK ADD  CONSTRAINT [CK_Floor] CHECK  (([ชั้น]>=(1) AND [ชั้น]<=(99)))
GO
ALTER TABLE [dbo].[Building] CHECK CONSTRAINT [CK_Floor]
GO
/****** Object:  Index [IX_Guid]    Script Date: 1/1/2569 9:00:00 ******/
CREATE UNIQUE NONCLUSTERED INDEX [IX_Guid] ON [dbo].[Building]
(
	[Guid] ASC
)WITH (PAD_INDEX = OFF, SORT_IN_TEMPDB = OFF) ON [PRIMARY]
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'พื้นที่ใช้สอย (ตร.ม.)' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'Building', @level2type=N'COLUMN',@level2name=N'Area'
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'อาคาร' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'Building'
GO
